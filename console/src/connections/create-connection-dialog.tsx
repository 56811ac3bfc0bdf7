import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionBody, ConnectionData, ProviderData } from '../../../src/sdk/index.ts'
import { useHasRole } from '../queries/me.ts'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { CredentialFields } from './credential-fields.tsx'
import { credentialsOf, type Draft } from './credentials.ts'

export interface CreateConnectionDialogProps {
  workspace: string
  providers: readonly ProviderData[]
  onMade: (connection: ConnectionData) => void
  onClose: () => void
}

export function CreateConnectionDialog({ workspace, providers, onMade, onClose }: CreateConnectionDialogProps) {
  const { client, queries } = useServices()
  const isOwner = useHasRole(workspace, 'owner') === true
  const [provider, setProvider] = useState(providers[0]?.provider ?? '')
  const [name, setName] = useState('')
  // What was entered for one provider is there again when it's chosen again.
  const [drafts, setDrafts] = useState<Record<string, Draft>>({})
  const kind = providers.find(known => known.provider === provider)
  const fields = kind?.fields ?? []
  const draft = drafts[provider] ?? {}
  const create = useMutation({
    mutationFn: () =>
      client.workspace(workspace).connections.create({
        name: name.trim() === '' ? (kind?.name ?? provider) : name.trim(),
        provider: provider as ConnectionBody['provider'],
        credentials: credentialsOf(fields, draft),
      }),
    onSuccess: async connection => {
      await queries.invalidateQueries({ queryKey: workspaceKeys.connections(workspace) })
      onMade(connection)
      onClose()
    },
  })
  const choose = (chosen: string) => {
    setProvider(chosen)
    create.reset()
  }
  return (
    <FormDialog
      title="New connection"
      action="Connect"
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <NativeSelect
        label="Provider"
        data={providers.map(({ provider, name }) => ({ value: provider, label: name }))}
        value={provider}
        onChange={event => choose(event.currentTarget.value)}
      />
      <TextInput
        label="Name"
        description="As it is to be called here; the provider unless told"
        autoComplete="off"
        data-autofocus
        value={name}
        error={problemOf(create.error, 'name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <CredentialFields
        provider={provider}
        fields={fields}
        draft={draft}
        error={create.error}
        maySetEndpoint={isOwner}
        onChange={changed => setDrafts({ ...drafts, [provider]: changed })}
      />
    </FormDialog>
  )
}
