import { Alert, Button, Code, Drawer, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import type { UpdateResourceConnectionBody } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { resourceKeys } from '../queries/resources.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { ProblemList } from '../ui/problem-list.tsx'
import { leftAloneText } from './left-alone-text.ts'
import { LinkStatus } from './link-status.tsx'
import { plainHeader } from './plain-header.ts'
import { type Link, linkedName } from './scene.ts'

export interface LinkDrawerProps {
  place: Place
  link: Link
  mayWrite: boolean
  onClose: () => void
}

/** The records that a connection has made, why it failed, and the way to take it away. */
export function LinkDrawer({ place, link, mayWrite, onClose }: LinkDrawerProps) {
  const { status, problems, records } = link.connection
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="sm"
      attributes={plainHeader}
      title={`${linkedName(link)} → ${link.target.name}`}
    >
      <Stack>
        <Group gap="xs">
          <LinkStatus status={status} />
          <Text size="sm">{link.zone === undefined ? 'in no zone' : `in the zone ${link.zone.domainName}`}</Text>
        </Group>
        {problems.length > 0 && (
          <Alert color="red">
            <ProblemList problems={problems} />
          </Alert>
        )}
        {records.length > 0 && (
          <Stack gap={4}>
            <Text size="sm" fw={600}>
              Records
            </Text>
            {records.map(({ name, type, ttl, values, aliasTarget }) => (
              <Code key={`${name} ${type}`} block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {[name, ttl, type, aliasTarget?.dnsName ?? values.join('\n  ')].join(' ')}
              </Code>
            ))}
          </Stack>
        )}
        {mayWrite && <Actions place={place} link={link} onClose={onClose} />}
      </Stack>
    </Drawer>
  )
}

function Actions({ place, link, onClose }: Omit<LinkDrawerProps, 'mayWrite'>) {
  const { queries } = useServices()
  const { resourceConnections } = useEnvironment(place)
  const { id, status } = link.connection
  const refresh = () => queries.invalidateQueries({ queryKey: resourceKeys.connections(place) })
  const update = useMutation({
    mutationFn: (change: UpdateResourceConnectionBody) => resourceConnections.update(id, change),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => resourceConnections.delete(id),
    onSuccess: ({ leftAlone }) => {
      notifications.show({ message: leftAloneText(`${linkedName(link)} is disconnected.`, leftAlone) })
      onClose()
    },
    onSettled: refresh,
  })
  const error = update.error ?? remove.error
  const isBusy = update.isPending || remove.isPending
  return (
    <Stack gap="xs">
      {error !== null && <ErrorAlert error={error} />}
      <Group gap="xs">
        {(status === 'failed' || status === 'disconnected') && (
          <Button size="xs" loading={isBusy} onClick={() => update.mutate({ status: 'connecting' })}>
            {status === 'failed' ? 'Try again' : 'Make the records again'}
          </Button>
        )}
        {status === 'connected' && (
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            onClick={() => update.mutate({ status: 'disconnected' })}
          >
            Take the records away
          </Button>
        )}
        <Button size="xs" variant="subtle" color="red" loading={isBusy} onClick={() => remove.mutate()}>
          Disconnect
        </Button>
      </Group>
    </Stack>
  )
}
