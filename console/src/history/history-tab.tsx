import { Accordion, Button, Center, Group, Progress, Stack, Text } from '@mantine/core'
import type { ChangeSetData, ListedChangeSet } from '../../../src/sdk/index.ts'
import { useChangeSets, useChangesOf } from '../queries/changes.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ProblemList } from '../ui/problem-list.tsx'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'
import { ChangeList } from './change-list.tsx'
import { actorText, changedText, titleOf } from './change-set-text.ts'
import { HistoryFilterBar } from './history-filter-bar.tsx'
import { RevertButton } from './revert-button.tsx'
import { useHistoryFilter } from './use-history-filter.ts'

/** Everything that was written to the zone: who, when, from where, with before and after, and the way back. */
export function HistoryTab({ place, zone }: ZoneTabProps) {
  const [filter, clear] = useHistoryFilter()
  const asked = useChangeSets(place, zone.id, filter)
  const isNarrowed = filter.name !== '' || filter.type !== ''
  return (
    <Stack gap="sm">
      {isNarrowed && <HistoryFilterBar filter={filter} onClear={clear} />}
      <AsyncView asked={asked}>
        {({ pages }) => {
          const sets = pages.flatMap(page => page.items)
          if (sets.length === 0) return <EmptyState icon="history" title={nothingText(isNarrowed)} />
          // Of a record somebody wants to know its last change, and perhaps to take it back: it's open already.
          const open = isNarrowed ? String(sets[0]?.id) : null
          return <ChangeSets key={JSON.stringify(filter)} place={place} zone={zone} sets={sets} open={open} />
        }}
      </AsyncView>
      {asked.hasNextPage && (
        <Center>
          <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
            Show earlier ones
          </Button>
        </Center>
      )}
    </Stack>
  )
}

function nothingText(isNarrowed: boolean): string {
  return isNarrowed ? 'Nothing has been written to this record set here' : 'Nothing has been written to this zone yet'
}

interface ChangeSetsProps extends ZoneTabProps {
  sets: readonly ListedChangeSet[]
  /** The id of the one that is open at first. */
  open: string | null
}

function ChangeSets({ place, zone, sets, open }: ChangeSetsProps) {
  return (
    <Accordion variant="contained" keepMounted={false} bg="var(--mantine-color-body)" defaultValue={open}>
      {sets.map(set => (
        <Accordion.Item key={set.id} value={String(set.id)}>
          <Accordion.Control>
            <ChangeSetHead zone={zone} set={set} />
          </Accordion.Control>
          <Accordion.Panel>
            <ChangeSetBody place={place} zone={zone} set={set} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}

const tones: Record<ChangeSetData['status'], Tone> = {
  pending: 'busy',
  applied: 'good',
  failed: 'bad',
  partial: 'warn',
}
const words: Record<ChangeSetData['status'], string> = {
  pending: 'under way',
  applied: 'applied',
  failed: 'not applied',
  partial: 'applied in part',
}

function ChangeSetHead({ zone, set }: { zone: ZoneTabProps['zone']; set: ListedChangeSet }) {
  const changed = changedText(set, zone.domainName)
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text size="sm" fw={600}>
          {set.comment ?? changed ?? titleOf(set)}
        </Text>
        <Text size="xs" c="dimmed">
          {set.comment === null || changed === undefined ? titleOf(set) : `${titleOf(set)}: ${changed}`} ·{' '}
          {actorText(set)} · <TimeAgo time={set.createdAt} />
        </Text>
      </div>
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          #{set.id}
        </Text>
        <StatusBadge tone={tones[set.status]}>{words[set.status]}</StatusBadge>
      </Group>
    </Group>
  )
}

function ChangeSetBody({ place, zone, set }: ZoneTabProps & { set: ChangeSetData }) {
  const asked = useChangesOf(place, zone.id, set.id)
  const mayWrite = useHasProjectRole(place.project, 'member')
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {new Date(set.createdAt).toLocaleString()}
          {set.address !== null && ` · from ${set.address}`} · request {set.requestId}
        </Text>
        {mayWrite === true && (set.status === 'applied' || set.status === 'partial') && (
          <RevertButton place={place} zone={zone} changeSetId={set.id} />
        )}
      </Group>
      {set.status === 'pending' && (
        <Progress
          value={(100 * set.done) / Math.max(1, set.total)}
          aria-label={`${set.done} of ${set.total} changes`}
        />
      )}
      {set.problems.length > 0 && <ProblemList problems={set.problems} />}
      <AsyncView asked={asked}>
        {({ pages }) => <ChangeList zone={zone} changes={pages.flatMap(page => page.items)} />}
      </AsyncView>
      {asked.hasNextPage && (
        <Center>
          <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
            Show more of {set.total.toLocaleString('en')}
          </Button>
        </Center>
      )}
    </Stack>
  )
}
