import { Anchor, Button, Group, Paper, ScrollArea, Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { ListedZone } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import type { Place } from '../queries/keys.ts'
import { SortButton, type SortOrder } from '../ui/sort-button.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { providerName } from './provider-name.ts'
import { ServedBadge } from './served-badge.tsx'

export interface ZonesTableProps {
  place: Place
  zones: readonly ListedZone[]
  /** How many there are, shown or not. */
  total: number
  /** Of their domains. */
  order: SortOrder
  onSort: (order: SortOrder) => void
  isReading: boolean
  onMore: () => void
}

export function ZonesTable({ place, zones, total, order, onSort, isReading, onMore }: ZonesTableProps) {
  return (
    <>
      <Paper withBorder>
        <ScrollArea>
          <Table verticalSpacing="xs" highlightOnHover miw={520} aria-label="Zones">
            <Table.Thead>
              <Table.Tr>
                <Table.Th aria-sort={order === 'asc' ? 'ascending' : 'descending'}>
                  <SortButton label="Domain" order={order} onSort={onSort} />
                </Table.Th>
                <Table.Th>Provider</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Last change</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {zones.map(zone => (
                <ZoneRow key={zone.id} place={place} zone={zone} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Paper>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {total === 1 ? '1 zone' : `${total.toLocaleString('en')} zones`}
        </Text>
        {zones.length < total && (
          <Button variant="default" size="xs" loading={isReading} onClick={onMore}>
            Show more
          </Button>
        )}
      </Group>
    </>
  )
}

function ZoneRow({ place, zone }: { place: Place; zone: ListedZone }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={placePath(place, `zones/${zone.id}`)} fw={600} size="sm">
          {zone.domainName}
        </Anchor>
        {zone.name !== zone.domainName && (
          <Text size="xs" c="dimmed">
            {zone.name}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{providerName(zone.provider)}</Table.Td>
      <Table.Td>
        <ServedBadge zone={zone} />
      </Table.Td>
      <Table.Td>{zone.lastChangeAt ? <TimeAgo time={zone.lastChangeAt} /> : '–'}</Table.Td>
    </Table.Tr>
  )
}
