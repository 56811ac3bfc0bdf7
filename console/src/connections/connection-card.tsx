import { Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ConnectionData, ProjectData, ProviderData } from '../../../src/sdk/index.ts'
import { projectKeys } from '../queries/project-parts.ts'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { AttachDialog } from './attach-dialog.tsx'
import { ConnectionBadge, TestResult } from './connection-status.tsx'
import { EditConnectionDialog } from './edit-connection-dialog.tsx'

export interface ConnectionCardProps {
  workspace: string
  connection: ConnectionData
  kind: ProviderData | undefined
  /** Of the workspace. */
  projects: readonly ProjectData[]
  /** What came of trying the credentials while this page is open. */
  tested: ConnectionData | undefined
  onTested: (connection: ConnectionData) => void
  mayManage: boolean
}

export function ConnectionCard(props: ConnectionCardProps) {
  const { connection, kind, tested } = props
  const { name, status, statusDetail, updatedAt } = connection
  return (
    <Card withBorder component="article" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <div>
            <Title order={2}>{name}</Title>
            <Text size="sm" c="dimmed">
              {kind?.name ?? connection.provider} · changed <TimeAgo time={updatedAt} />
            </Text>
          </div>
          <ConnectionBadge status={status} />
        </Group>
        {tested === undefined && statusDetail !== null && (
          <Text size="sm" c="var(--mantine-color-error)">
            {statusDetail}
          </Text>
        )}
        {tested !== undefined && <TestResult connection={tested} />}
        <Attached {...props} />
      </Stack>
    </Card>
  )
}

/** The projects that use it, and what can be done with it. */
function Attached(props: ConnectionCardProps) {
  const { connection, projects } = props
  const { client } = useServices()
  const asked = useQueries({
    queries: projects.map(({ slug }) => ({
      queryKey: projectKeys.connections(slug),
      queryFn: ({ signal }: { signal: AbortSignal }) => client.project(slug).connections.list({ signal }).all(),
    })),
  })
  const ofProject = (index: number) => asked[index]?.data ?? []
  const users = projects.filter((_, index) => ofProject(index).some(({ id }) => id === connection.id))
  const free = projects.filter((_, index) => !ofProject(index).some(({ provider }) => provider === connection.provider))
  return (
    <>
      <Text size="sm">
        {users.length === 0 ? 'No project uses it.' : 'Used by '}
        {users.map(({ slug, name }, index) => (
          <span key={slug}>
            {index > 0 && ', '}
            <Anchor component={Link} href={`/projects/${slug}/settings/connections`} size="sm" underline="always">
              {name}
            </Anchor>
          </span>
        ))}
      </Text>
      {props.mayManage && <Actions {...props} free={free} />}
    </>
  )
}

function Actions({ workspace, connection, kind, onTested, free }: ConnectionCardProps & { free: ProjectData[] }) {
  const { client, queries } = useServices()
  const { connections } = client.workspace(workspace)
  const [open, setOpen] = useState<'edit' | 'delete' | 'attach'>()
  const refresh = () => queries.invalidateQueries({ queryKey: workspaceKeys.connections(workspace) })
  const test = useMutation({
    mutationFn: () => connections.test(connection.id),
    onSuccess: async state => {
      onTested(state)
      await refresh()
    },
  })
  const remove = async () => {
    await connections.delete(connection.id)
    await refresh()
  }
  const close = () => setOpen(undefined)
  return (
    <>
      {test.error !== null && <ErrorAlert error={test.error} />}
      <Group gap="xs">
        <Button variant="default" size="xs" loading={test.isPending} onClick={() => test.mutate()}>
          Test
        </Button>
        <Button variant="default" size="xs" onClick={() => setOpen('edit')}>
          Edit
        </Button>
        {free.length > 0 && (
          <Button variant="default" size="xs" onClick={() => setOpen('attach')}>
            Attach to a project
          </Button>
        )}
        <Button variant="subtle" color="red" size="xs" onClick={() => setOpen('delete')}>
          Delete
        </Button>
      </Group>
      {open === 'edit' && (
        <EditConnectionDialog {...{ workspace, connection, kind }} onChanged={onTested} onClose={close} />
      )}
      {open === 'attach' && <AttachDialog connection={connection} projects={free} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={`Delete ${connection.name}?`}
          action="Delete the connection"
          onConfirm={remove}
          onClose={close}
        >
          <Text size="sm">Its credentials are forgotten. Nothing at the provider changes.</Text>
        </ConfirmDialog>
      )}
    </>
  )
}
