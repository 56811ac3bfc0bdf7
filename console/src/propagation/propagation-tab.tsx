import { Alert, Autocomplete, Button, Group, Paper, ScrollArea, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { PropagationData } from '../../../src/sdk/index.ts'
import { commonTypes } from '../../../src/sdk/record-input.ts'
import { keys } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { SetDiff } from '../ui/set-diff.tsx'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { delegationText } from '../zones/delegation-text.ts'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'

/** What every name server and resolver answers, compared with what the provider has. */
export function PropagationTab({ place, zone }: ZoneTabProps) {
  const environment = useEnvironment(place)
  const [path, navigate] = useLocation()
  const given = new URLSearchParams(useSearch())
  const question = { name: given.get('name') ?? '@', type: given.get('type') ?? 'SOA' }
  const [form, setForm] = useState(question)
  const asked = useQuery({
    queryKey: [...keys.zone(place, zone.id), 'propagation', question],
    queryFn: ({ signal }) => environment.zone(zone.id).propagation({ ...question, signal }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const next = { name: form.name.trim() || '@', type: form.type.trim().toUpperCase() || 'SOA' }
    if (next.name === question.name && next.type === question.type) void asked.refetch()
    else navigate(`${path}?${new URLSearchParams(next)}`, { replace: true })
  }
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Name"
            autoComplete="off"
            spellCheck={false}
            flex="1 1 200px"
            maw={320}
            value={form.name}
            onChange={event => setForm({ ...form, name: event.currentTarget.value })}
          />
          <Autocomplete
            label="Type"
            w={130}
            data={['SOA', ...commonTypes]}
            value={form.type}
            onChange={type => setForm({ ...form, type })}
          />
          <Button type="submit" loading={asked.isFetching}>
            Ask all servers
          </Button>
        </Group>
      </form>
      <AsyncView asked={asked}>{answers => <Answers data={answers} />}</AsyncView>
    </Stack>
  )
}

const verdicts: Record<PropagationData['summary']['state'], { color: string; text: string }> = {
  agree: { color: 'teal', text: 'Every server answers with what the provider has' },
  differ: { color: 'yellow', text: 'Not all servers answer with what the provider has' },
  incomplete: { color: 'yellow', text: 'Those that answered agree; others did not answer' },
  unknown: { color: 'gray', text: 'Nothing could be compared' },
}

function Answers({ data }: { data: PropagationData }) {
  const { color, text } = verdicts[data.summary.state]
  return (
    <>
      <Alert color={color} title={`${data.name} ${data.type}: ${text}`} role="status">
        <Text size="sm">{delegationText(data.delegation)}</Text>
        <Text size="sm">
          Asked <TimeAgo time={data.checkedAt} />.
        </Text>
      </Alert>
      {data.expected.map(set => (
        <div key={`${set.name} ${set.type} ${set.variant}`}>
          <Text size="sm" mb={4}>
            The provider has, at {set.name} {set.type}:
          </Text>
          <SetDiff before={set} after={set} />
        </div>
      ))}
      <Paper withBorder>
        <ScrollArea viewportProps={{ tabIndex: 0 }}>
          <Table miw={640} verticalSpacing="xs" aria-label="Answers">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Server</Table.Th>
                <Table.Th>Agrees</Table.Th>
                <Table.Th>Answer</Table.Th>
                <Table.Th>TTL</Table.Th>
                <Table.Th>Serial</Table.Th>
                <Table.Th>Time</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.servers.map(server => (
                <Answer key={`${server.kind} ${server.name} ${server.address}`} server={server} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Paper>
    </>
  )
}

type Server = PropagationData['servers'][number]

function Answer({ server }: { server: Server }) {
  const [tone, word] = agreement(server)
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{titleOf(server)}</Text>
        <Text size="xs" c="dimmed">
          {server.address}
        </Text>
      </Table.Td>
      <Table.Td>
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </Table.Td>
      <Table.Td>
        {server.values.map(value => (
          <Text key={value} size="xs" ff="monospace">
            {value}
          </Text>
        ))}
        {server.values.length === 0 && <Text size="sm">{server.error?.message ?? server.rcode}</Text>}
      </Table.Td>
      <Table.Td>{server.ttl ?? '–'}</Table.Td>
      <Table.Td>{server.serial ?? '–'}</Table.Td>
      <Table.Td>{server.milliseconds === null ? '–' : `${Math.round(server.milliseconds)} ms`}</Table.Td>
    </Table.Tr>
  )
}

function agreement({ agrees, error }: Server): [Tone, string] {
  if (error !== null) return ['bad', 'no answer']
  if (agrees === null) return ['quiet', 'not compared']
  return agrees ? ['good', 'yes'] : ['warn', 'no']
}

function titleOf({ kind, name }: Server): string {
  if (kind === 'builtin') return 'Built-in name server'
  return name ?? (kind === 'resolver' ? 'Resolver' : 'Name server')
}
