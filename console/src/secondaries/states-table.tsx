import { ScrollArea, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { SecondaryStateData } from '../../../src/sdk/index.ts'
import { StatusBadge } from '../ui/status-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

/** How far each secondary has come with a zone. */
export function StatesTable({ label, states }: { label: string; states: readonly SecondaryStateData[] }) {
  return (
    <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': `Secondaries of ${label}` }}>
      <Table verticalSpacing="xs" miw={560} aria-label={`Secondaries of ${label}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Secondary</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Told (NOTIFY)</Table.Th>
            <Table.Th>Transfer</Table.Th>
            <Table.Th>Serial there</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {states.map(state => (
            <StateRow key={state.secondary.id} state={state} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}

function StateRow({ state: { secondary, inSync, notify, transfer, seen } }: { state: SecondaryStateData }) {
  return (
    <Table.Tr>
      <Table.Td>{secondary.name}</Table.Td>
      <Table.Td>
        <StatusBadge miw="max-content" tone={inSync ? 'good' : 'warn'}>
          {inSync ? 'In sync' : 'Behind'}
        </StatusBadge>
      </Table.Td>
      <Table.Td>
        {notify === null ? (
          'not yet'
        ) : (
          <Said at={notify.at} reason={notify.reason}>
            {notify.serial} {notify.status}
          </Said>
        )}
      </Table.Td>
      <Table.Td>
        {transfer === null ? (
          'none yet'
        ) : (
          <Said at={transfer.at} reason={transfer.reason}>
            {transfer.kind?.toUpperCase()} {transfer.serial} {transfer.status}
          </Said>
        )}
      </Table.Td>
      <Table.Td>
        {seen === null ? (
          'not asked yet'
        ) : (
          <Said at={seen.at} reason={seen.reason}>
            {seen.serial ?? 'not told'}
          </Said>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function Said({ at, reason, children }: { at: string; reason: string | null; children: ReactNode }) {
  return (
    <>
      <Text size="sm">{children}</Text>
      <Text size="xs" c="dimmed">
        <TimeAgo time={at} />
      </Text>
      {reason !== null && (
        <Text size="xs" c="var(--mantine-color-error)">
          {reason}
        </Text>
      )}
    </>
  )
}
