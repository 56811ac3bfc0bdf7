import { Alert, Button, Center, Checkbox, Group, Paper, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DriftData, DriftedSet } from '../../../src/sdk/index.ts'
import { relativeName, setKey } from '../../../src/sdk/record-input.ts'
import { keys } from '../queries/keys.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useEnvironment } from '../queries/zones.ts'
import { withEdit } from '../records/edits.ts'
import { useEdits } from '../records/edits-context.tsx'
import { GatheredEdits } from '../records/gathered-edits.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { Icon } from '../ui/icons.tsx'
import { SetDiff } from '../ui/set-diff.tsx'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'

/** What the provider has, compared with what was last written through here. */
export function DriftTab({ place, zone }: ZoneTabProps) {
  const environment = useEnvironment(place)
  const [unmanaged, setUnmanaged] = useState(false)
  const asked = useInfiniteQuery({
    queryKey: [...keys.drift(place, zone.id), unmanaged],
    queryFn: ({ pageParam, signal }) =>
      environment.zone(zone.id).drift({ unmanaged, signal, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
  })
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Checkbox
          label="Also sets that were never written through here"
          checked={unmanaged}
          onChange={event => setUnmanaged(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="refresh" size={14} />}
          loading={asked.isRefetching}
          onClick={() => void asked.refetch()}
        >
          Compare again
        </Button>
      </Group>
      <AsyncView asked={asked}>
        {({ pages }) => (
          <>
            {pages[0] !== undefined && <Verdict drift={pages[0]} />}
            {pages
              .flatMap(page => page.sets)
              .map(set => (
                <Drifted
                  key={`${set.kind} ${setKey(set.actual ?? set.expected ?? set)}`}
                  place={place}
                  zone={zone}
                  set={set}
                />
              ))}
          </>
        )}
      </AsyncView>
      {asked.hasNextPage && (
        <Center>
          <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
            Show more
          </Button>
        </Center>
      )}
      <GatheredEdits place={place} zone={zone} />
    </Stack>
  )
}

function Verdict({ drift: { inSync, counts, checkedAt } }: { drift: DriftData }) {
  const different = counts.changed + counts.missing + counts.returned
  return (
    <Alert
      color={inSync ? 'teal' : 'yellow'}
      role="status"
      title={
        inSync
          ? 'The provider has what was written'
          : `${different} record ${different === 1 ? 'set differs' : 'sets differ'}`
      }
    >
      <Text size="sm">
        {counts.written.toLocaleString('en')} sets written through here, {counts.unmanaged.toLocaleString('en')} never
        {counts.unsettled > 0 && `, ${counts.unsettled} being written just now`}. Compared <TimeAgo time={checkedAt} />.
      </Text>
    </Alert>
  )
}

const kinds: Record<DriftedSet['kind'], { tone: Tone; word: string; about: string }> = {
  changed: { tone: 'warn', word: 'changed', about: 'Others have changed it. Written was what is marked with −.' },
  missing: { tone: 'bad', word: 'missing', about: 'Others have deleted it.' },
  returned: { tone: 'warn', word: 'returned', about: 'It was deleted here, and is there again.' },
  unmanaged: { tone: 'quiet', word: 'unmanaged', about: 'It was never written through here.' },
}

function Drifted({ place, zone, set }: ZoneTabProps & { set: DriftedSet }) {
  const { update } = useEdits(zone.id)
  const mayWrite = useHasProjectRole(place.project, 'member')
  const { tone, word, about } = kinds[set.kind]
  const label = `${relativeName(set.name, zone.domainName)} ${set.type}`
  return (
    <Paper withBorder p="xs" component="section" aria-label={label}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <StatusBadge tone={tone}>{word}</StatusBadge>
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          </Group>
          {mayWrite === true && set.kind !== 'unmanaged' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Put back: ${label}`}
              onClick={() => update(all => withEdit(all, { before: set.actual, after: set.expected }))}
            >
              Put back
            </Button>
          )}
        </Group>
        <SetDiff before={set.expected} after={set.actual} />
      </Stack>
    </Paper>
  )
}
