import { Anchor, Button, Card, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { ConnectionBadge } from '../connections/connection-status.tsx'
import { projectKeys, useProjectConnections } from '../queries/project-parts.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useConnections, useProviders } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import type { ProjectTabProps } from './settings-page.tsx'

/** Which of the workspace's connections the project uses: one of a provider at most. */
export function ConnectionsTab({ project }: ProjectTabProps) {
  const attached = useProjectConnections(project.slug)
  const mayManage = useHasProjectRole(project.slug, 'admin')
  return (
    <Stack maw={760}>
      <Text size="sm">
        Zones of this project can be kept with the providers of these{' '}
        <Anchor
          component={Link}
          href={`/workspaces/${project.workspace.slug}/connections`}
          size="sm"
          underline="always"
        >
          connections of the workspace
        </Anchor>
        .
      </Text>
      {mayManage === false && <ReadOnlyHint needs="admin" what="attach connections" />}
      <AsyncView asked={attached}>
        {known => (
          <>
            {known.length === 0 && <EmptyState icon="connections" title="No connection is attached" />}
            {known.map(connection => (
              <AttachedCard
                key={connection.id}
                slug={project.slug}
                connection={connection}
                mayManage={mayManage === true}
              />
            ))}
            {mayManage === true && <AttachForm project={project} taken={known.map(({ provider }) => provider)} />}
          </>
        )}
      </AsyncView>
    </Stack>
  )
}

type Connection = NonNullable<ReturnType<typeof useProjectConnections>['data']>[number]

function AttachedCard({ slug, connection, mayManage }: { slug: string; connection: Connection; mayManage: boolean }) {
  const { client, queries } = useServices()
  const kind = useProviders().data?.find(({ provider }) => provider === connection.provider)
  const detach = useMutation({
    mutationFn: () => client.project(slug).connections.detach(connection.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: projectKeys.connections(slug) }),
  })
  return (
    <Card withBorder component="article" aria-label={connection.name}>
      <Group justify="space-between">
        <div>
          <Text size="sm" fw={600}>
            {connection.name}
          </Text>
          <Text size="xs" c="dimmed">
            {kind?.name ?? connection.provider}
          </Text>
        </div>
        <Group gap="xs">
          <ConnectionBadge status={connection.status} />
          {mayManage && (
            <Button variant="default" size="xs" loading={detach.isPending} onClick={() => detach.mutate()}>
              Detach
            </Button>
          )}
        </Group>
      </Group>
      {detach.error !== null && <ErrorAlert error={detach.error} />}
    </Card>
  )
}

function AttachForm({ project, taken }: ProjectTabProps & { taken: readonly string[] }) {
  const { client, queries } = useServices()
  const known = useConnections(project.workspace.slug).data ?? []
  const free = known.filter(({ provider }) => !taken.includes(provider))
  const [chosen, setChosen] = useState('')
  const id = Number(chosen === '' ? free[0]?.id : chosen)
  const attach = useMutation({
    mutationFn: () => client.project(project.slug).connections.attach(id),
    onSuccess: async () => {
      setChosen('')
      await queries.invalidateQueries({ queryKey: projectKeys.connections(project.slug) })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attach.mutate()
  }
  if (free.length === 0) return null
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="xs">
          <NativeSelect
            label="Another connection"
            data={free.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(id)}
            onChange={event => setChosen(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={attach.isPending}>
            Attach
          </Button>
        </Group>
        {attach.error !== null && <ErrorAlert error={attach.error} />}
      </Stack>
    </form>
  )
}
