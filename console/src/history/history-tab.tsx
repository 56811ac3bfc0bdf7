import { Accordion, Button, Center, Group, Progress, Stack, Text } from '@mantine/core'
import type { ChangeData, ChangeSetData } from '../../../src/sdk/index.ts'
import { relativeName } from '../../../src/sdk/record-input.ts'
import { useChangedSets, useChangeSets, useChangesOf } from '../queries/changes.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ProblemList } from '../ui/problem-list.tsx'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'
import { ChangeList } from './change-list.tsx'
import { RevertButton } from './revert-button.tsx'

/** Everything that was written to the zone: who, when, from where, with before and after, and the way back. */
export function HistoryTab({ place, zone }: ZoneTabProps) {
  const asked = useChangeSets(place, zone.id)
  return (
    <AsyncView asked={asked}>
      {({ pages }) => {
        const sets = pages.flatMap(page => page.items)
        if (sets.length === 0) return <EmptyState icon="history" title="Nothing has been written to this zone yet" />
        return (
          <Stack gap="sm">
            <Accordion variant="contained" keepMounted={false} bg="var(--mantine-color-body)">
              {sets.map(set => (
                <Accordion.Item key={set.id} value={String(set.id)}>
                  <Accordion.Control>
                    <ChangeSetHead place={place} zone={zone} set={set} />
                  </Accordion.Control>
                  <Accordion.Panel>
                    <ChangeSetBody place={place} zone={zone} set={set} />
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
            {asked.hasNextPage && (
              <Center>
                <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
                  Show earlier ones
                </Button>
              </Center>
            )}
          </Stack>
        )
      }}
    </AsyncView>
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

function ChangeSetHead({ place, zone, set }: ZoneTabProps & { set: ChangeSetData }) {
  const changes = useChangedSets(place, zone.id, set).data ?? []
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text size="sm" fw={600}>
          {set.comment ?? namesOf(zone, changes, set.total) ?? titleOf(set)}
        </Text>
        <Text size="xs" c="dimmed">
          {titleOf(set)}
          {set.comment !== null && changes.length > 0 && ` (${namesOf(zone, changes, set.total)})`} · {actorText(set)} ·{' '}
          <TimeAgo time={set.createdAt} />
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

/** “www A, mail MX and 12 more”. */
function namesOf(
  { domainName }: ZoneTabProps['zone'],
  changes: readonly ChangeData[],
  total: number,
): string | undefined {
  if (changes.length === 0) return undefined
  const names = changes.map(({ name, type }) => `${relativeName(name, domainName)} ${type}`).join(', ')
  return total > changes.length ? `${names} and ${(total - changes.length).toLocaleString('en')} more` : names
}

function titleOf({ kind, total, revertOf }: ChangeSetData): string {
  const count = total === 1 ? '1 change' : `${total.toLocaleString('en')} changes`
  if (kind === 'revert') return `Undo of #${revertOf}, ${count}`
  return kind === 'import' ? `Import, ${count}` : count
}

const actors: Record<ChangeSetData['actor']['kind'], string> = {
  user: '',
  api_key: ' (API key)',
  machine_key: ' (machine key)',
  system: ' (Zoneplane itself)',
}

function actorText({ actor }: ChangeSetData): string {
  return `${actor.name}${actors[actor.kind]}`
}
