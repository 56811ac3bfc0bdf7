import { Alert, Button, Modal, Stack, Table, Text, Tooltip } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { SyncDetails, ZoneData } from '../../../src/sdk/index.ts'
import { keys, type Place } from '../queries/keys.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import { delegationText } from './delegation-text.ts'

/** Asks the zone's own name servers whether it is served, and shows what each says. */
export function ZoneCheck({ place, zone }: { place: Place; zone: ZoneData }) {
  const { queries } = useServices()
  const environment = useEnvironment(place)
  const mayWrite = useHasProjectRole(place.project, 'member')
  const check = useMutation({
    mutationFn: () => environment.zone(zone.id).sync(),
    onSuccess: ({ zone: fresh }) => {
      queries.setQueryData(keys.zoneData(place, zone.id), fresh)
      void queries.invalidateQueries({ queryKey: keys.zones(place) })
    },
  })
  if (mayWrite !== true) return null
  const isOpen = check.data !== undefined || check.error !== null
  return (
    <>
      <Tooltip label="A sync: asks the parent zone which name servers it names, and the zone's own for its verification record.">
        <Button
          variant="default"
          size="compact-sm"
          loading={check.isPending}
          leftSection={<Icon name="refresh" size={14} />}
          onClick={() => check.mutate()}
        >
          Check delegation
        </Button>
      </Tooltip>
      <Modal opened={isOpen} onClose={check.reset} title={`Is ${zone.domainName} served?`} size="lg">
        {check.error !== null && <ErrorAlert error={check.error} onRetry={() => check.mutate()} />}
        {check.data !== undefined && <CheckResult zone={check.data.zone} details={check.data.details} />}
      </Modal>
    </>
  )
}

function CheckResult({ zone, details }: { zone: ZoneData; details: SyncDetails }) {
  const isServed = zone.metadata.dns_active === true
  return (
    <Stack>
      <Alert color={isServed ? 'teal' : 'yellow'} title={isServed ? 'The zone is served' : 'Not seen to be served yet'}>
        {isServed
          ? 'Its name servers answer with the verification record.'
          : `None of its name servers answers to ${details.name} TXT with “${details.expected}”. Add that record to verify the zone.`}
      </Alert>
      <Text size="sm">{delegationText(details.delegation)}</Text>
      <Table aria-label="Name servers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name server</Table.Th>
            <Table.Th>Answer</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {details.nameServers.map(server => (
            <Table.Tr key={`${server.kind} ${server.name} ${server.address}`}>
              <Table.Td>
                {server.kind === 'builtin' ? 'Built-in name server' : (server.name ?? server.address)}
              </Table.Td>
              <Table.Td>{server.error?.message ?? (server.values.join(', ') || server.rcode)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}
