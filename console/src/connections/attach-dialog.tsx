import { NativeSelect, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionData, ProjectData } from '../../../src/sdk/index.ts'
import { projectKeys } from '../queries/project-parts.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'

export interface AttachDialogProps {
  connection: ConnectionData
  /** Those of the workspace that have no connection of its provider yet; at least one. */
  projects: readonly ProjectData[]
  onClose: () => void
}

export function AttachDialog({ connection, projects, onClose }: AttachDialogProps) {
  const { client, queries } = useServices()
  const [slug, setSlug] = useState(projects[0]?.slug ?? '')
  const attach = useMutation({
    mutationFn: () => client.project(slug).connections.attach(connection.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: projectKeys.connections(slug) })
      onClose()
    },
  })
  return (
    <FormDialog
      title={`Attach ${connection.name} to a project`}
      action="Attach"
      isBusy={attach.isPending}
      error={attach.error}
      onSubmit={() => attach.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        Zones of the project can then be kept there. A project has one connection of a provider at most.
      </Text>
      <NativeSelect
        label="Project"
        data-autofocus
        data={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={slug}
        onChange={event => setSlug(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
