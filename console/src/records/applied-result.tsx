import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { SubmittedData, ZoneData } from '../../../src/sdk/index.ts'
import { relativeName } from '../../../src/sdk/record-input.ts'
import { RevertButton } from '../history/revert-button.tsx'
import type { Place } from '../queries/keys.ts'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'

type Outcome = SubmittedData['outcomes'][number]

const tones: Record<Outcome['status'], Tone> = { applied: 'good', unchanged: 'quiet', failed: 'bad', skipped: 'warn' }
const words: Record<Outcome['status'], string> = {
  applied: 'applied',
  unchanged: 'was so already',
  failed: 'failed',
  skipped: 'not tried',
}

export interface AppliedResultProps {
  place: Place
  zone: ZoneData
  done: SubmittedData
  onClose: () => void
}

/** What became of each change, and the way back. */
export function AppliedResult({ place, zone, done, onClose }: AppliedResultProps) {
  const isWhole = done.status === 'applied'
  const hasMade = done.outcomes.some(({ status }) => status === 'applied')
  return (
    <Stack>
      <Alert color={isWhole ? 'teal' : 'red'} role="status" title={headOf(done)}>
        {isWhole
          ? 'The provider has accepted them all.'
          : 'What was not applied is still gathered, so that you can change it and try again.'}
      </Alert>
      {done.outcomes.map(outcome => (
        <Group
          key={`${outcome.name} ${outcome.type} ${outcome.after?.variant ?? outcome.before?.variant}`}
          justify="space-between"
          wrap="nowrap"
        >
          <Text size="sm" truncate>
            <b>{relativeName(outcome.name, zone.domainName)}</b> {outcome.type}
            {outcome.failure !== null && (
              <Text span c="var(--mantine-color-error)" size="sm">
                {' '}
                {outcome.failure.message}
              </Text>
            )}
          </Text>
          <StatusBadge tone={tones[outcome.status]}>{words[outcome.status]}</StatusBadge>
        </Group>
      ))}
      <Group justify="flex-end">
        {hasMade && <RevertButton place={place} zone={zone} changeSetId={done.id} />}
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  )
}

function headOf({ status, outcomes }: SubmittedData): string {
  const count = outcomes.filter(outcome => outcome.status === 'applied').length
  const made = count === 1 ? '1 change applied' : `${count} changes applied`
  return status === 'applied' ? made : `${made}, of ${outcomes.length}`
}
