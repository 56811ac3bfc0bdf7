import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import type { WorkspaceData } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import { keys } from '../queries/keys.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'

export interface CreateProjectDialogProps {
  /** Those that the caller may make projects in; at least one. */
  workspaces: readonly WorkspaceData[]
  onClose: () => void
}

export function CreateProjectDialog({ workspaces, onClose }: CreateProjectDialogProps) {
  const { client, queries } = useServices()
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const [workspaceSlug, setWorkspace] = useState(workspaces[0]?.slug ?? '')
  const create = useMutation({
    mutationFn: () => client.projects.create({ name: name.trim(), workspaceSlug }),
    onSuccess: async project => {
      await queries.invalidateQueries({ queryKey: keys.projects })
      navigate(
        placePath({ project: project.slug, environment: project.environments[0]?.slug ?? 'production' }, 'zones'),
      )
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Modal opened onClose={onClose} title="New project">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            data-autofocus
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          {workspaces.length > 1 && (
            <NativeSelect
              label="Workspace"
              data={workspaces.map(workspace => ({ value: workspace.slug, label: workspace.name }))}
              value={workspaceSlug}
              onChange={event => setWorkspace(event.currentTarget.value)}
            />
          )}
          {create.error !== null && <ErrorAlert error={create.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the project
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
