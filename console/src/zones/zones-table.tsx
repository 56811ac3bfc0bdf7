import { Anchor, Paper, ScrollArea, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import type { Place } from '../queries/keys.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { SortButton, type SortOrder } from '../ui/sort-button.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { providerName } from './provider-name.ts'
import { ServedBadge } from './served-badge.tsx'

const columns = {
  domain: { label: 'Domain', value: (zone: ZoneData) => zone.domainName },
  provider: { label: 'Provider', value: (zone: ZoneData) => providerName(zone.provider) },
  updated: { label: 'Changed', value: (zone: ZoneData) => zone.updatedAt },
}
type Column = keyof typeof columns

export function ZonesTable({ place, zones, search }: { place: Place; zones: ZoneData[]; search: string }) {
  const [sort, setSort] = useState<{ by: Column; order: SortOrder }>({ by: 'domain', order: 'asc' })
  const found = zones.filter(zone => matches(zone, search.trim().toLowerCase()))
  const turn = sort.order === 'asc' ? 1 : -1
  const value = columns[sort.by].value
  const shown = found.toSorted((a, b) => turn * value(a).localeCompare(value(b)))
  if (shown.length === 0) {
    return <EmptyState icon="search" title={`No zone has “${search}” in its name`} />
  }
  const head = (column: Column) => (
    <SortButton
      label={columns[column].label}
      order={sort.by === column ? sort.order : undefined}
      onSort={order => setSort({ by: column, order })}
    />
  )
  return (
    <Paper withBorder>
      <ScrollArea>
        <Table verticalSpacing="xs" highlightOnHover miw={520}>
          <Table.Thead>
            <Table.Tr>
              {(['domain', 'provider'] as const).map(column => (
                <Table.Th key={column} aria-sort={ariaSort(sort, column)}>
                  {head(column)}
                </Table.Th>
              ))}
              <Table.Th>State</Table.Th>
              <Table.Th aria-sort={ariaSort(sort, 'updated')}>{head('updated')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(zone => (
              <Table.Tr key={zone.id}>
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
                <Table.Td>
                  <TimeAgo time={zone.updatedAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  )
}

function matches({ domainName, name, comment }: ZoneData, search: string): boolean {
  return [domainName, name, comment ?? ''].some(text => text.toLowerCase().includes(search))
}

function ariaSort(sort: { by: Column; order: SortOrder }, column: Column) {
  if (sort.by !== column) return undefined
  return sort.order === 'asc' ? 'ascending' : 'descending'
}
