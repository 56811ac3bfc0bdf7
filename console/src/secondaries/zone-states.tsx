import { Accordion, Button, Center, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { WorkspaceZone } from '../queries/secondaries.ts'
import { useZoneSecondaries, zoneSecondariesKey } from '../queries/secondaries.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { StatesTable } from './states-table.tsx'

/** Zones that are asked about at a time. */
const portion = 20

/** Where each zone stands with those that follow it. */
export function ZoneStates({ zones, mayNotify }: { zones: readonly WorkspaceZone[]; mayNotify: boolean }) {
  const [shown, setShown] = useState(portion)
  return (
    <Stack gap="sm">
      <Title order={2}>Zones</Title>
      {zones.length === 0 && <EmptyState icon="zones" title="No zone is kept by the built-in name server" />}
      <Accordion variant="contained" keepMounted={false} bg="var(--mantine-color-body)">
        {zones.slice(0, shown).map(zone => (
          <OneZone key={zone.id} zone={zone} mayNotify={mayNotify} />
        ))}
      </Accordion>
      {zones.length > shown && (
        <Center>
          <Button variant="default" onClick={() => setShown(shown + portion)}>
            Show more of {zones.length.toLocaleString('en')}
          </Button>
        </Center>
      )}
    </Stack>
  )
}

function OneZone({ zone, mayNotify }: { zone: WorkspaceZone; mayNotify: boolean }) {
  const asked = useZoneSecondaries(zone)
  const { data } = asked
  return (
    <Accordion.Item value={String(zone.id)}>
      <Accordion.Control>
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={600}>
            {zone.domainName}
          </Text>
          {data !== undefined && (
            <Group gap="xs">
              <Text size="xs" c="dimmed">
                serial {data.serial}
              </Text>
              {data.states.length === 0 ? (
                <StatusBadge tone="quiet">Nobody follows</StatusBadge>
              ) : (
                <StatusBadge tone={data.inSync ? 'good' : 'warn'}>{data.inSync ? 'In sync' : 'Behind'}</StatusBadge>
              )}
            </Group>
          )}
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <AsyncView asked={asked}>
          {({ states }) => (
            <Stack gap="sm">
              <StatesTable label={zone.domainName} states={states} />
              {mayNotify && states.length > 0 && <NotifyButton zone={zone} />}
            </Stack>
          )}
        </AsyncView>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

function NotifyButton({ zone }: { zone: WorkspaceZone }) {
  const { queries } = useServices()
  const { secondaries } = useEnvironment(zone.place).zone(zone.id)
  const notify = useMutation({
    mutationFn: () => secondaries.notify(),
    onSuccess: data => queries.setQueryData(zoneSecondariesKey(zone), data),
  })
  return (
    <Group>
      <Button variant="default" size="xs" loading={notify.isPending} onClick={() => notify.mutate()}>
        Tell them now
      </Button>
      {notify.error !== null && <ErrorAlert error={notify.error} />}
    </Group>
  )
}
