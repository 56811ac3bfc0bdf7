import { Checkbox, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionData, ProviderData } from '../../../src/sdk/index.ts'
import { useHasRole } from '../queries/me.ts'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { CredentialFields } from './credential-fields.tsx'
import { credentialsOf, type Draft } from './credentials.ts'

export interface EditConnectionDialogProps {
  workspace: string
  connection: ConnectionData
  /** Undefined where this installation has the provider no more. */
  kind: ProviderData | undefined
  onChanged: (connection: ConnectionData) => void
  onClose: () => void
}

export function EditConnectionDialog({ workspace, connection, kind, onChanged, onClose }: EditConnectionDialogProps) {
  const { client, queries } = useServices()
  const isOwner = useHasRole(workspace, 'owner') === true
  const [name, setName] = useState(connection.name)
  const [isReplacing, setReplacing] = useState(false)
  const [draft, setDraft] = useState<Draft>({})
  const fields = kind?.fields ?? []
  const save = useMutation({
    mutationFn: () =>
      client.workspace(workspace).connections.update(connection.id, {
        name: name.trim(),
        ...(isReplacing && { credentials: credentialsOf(fields, draft) }),
      }),
    onSuccess: async changed => {
      await queries.invalidateQueries({ queryKey: workspaceKeys.connections(workspace) })
      if (isReplacing) onChanged(changed)
      onClose()
    },
  })
  return (
    <FormDialog
      title={`Edit ${connection.name}`}
      action="Save"
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={problemOf(save.error, 'name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      {fields.length > 0 && (
        <Checkbox
          label="Replace the credentials"
          description="As a whole: nothing of the old ones is kept. They are tried first; the old ones stay where the new ones don't work."
          checked={isReplacing}
          onChange={event => setReplacing(event.currentTarget.checked)}
        />
      )}
      {isReplacing && (
        <CredentialFields
          provider={connection.provider}
          fields={fields}
          draft={draft}
          error={save.error}
          maySetEndpoint={isOwner}
          onChange={setDraft}
        />
      )}
    </FormDialog>
  )
}
