import { Alert, Badge, Button, Group, Paper, Stack, Text } from '@mantine/core'
import type { Problem, ZoneData } from '../../../src/sdk/index.ts'
import { relativeName } from '../../../src/sdk/record-input.ts'
import { ProblemList } from '../ui/problem-list.tsx'
import { SetDiff } from '../ui/set-diff.tsx'
import { type Conflict, merged, rebased } from './conflicts.ts'
import { type Edit, type EditKind, kindOf, setOf } from './edits.ts'

export interface ReviewedEditProps {
  zone: ZoneData
  edit: Edit
  conflict: Conflict | undefined
  problems: readonly Problem[]
  onReplace: (edit: Edit | undefined) => void
}

const kinds: Record<EditKind, { color: string; text: string }> = {
  added: { color: 'green', text: 'add' },
  changed: { color: 'yellow', text: 'change' },
  deleted: { color: 'red', text: 'delete' },
}

/** One edit under review: what it does, what is wrong with it, and what others have done to its set meanwhile. */
export function ReviewedEdit({ zone, edit, conflict, problems, onReplace }: ReviewedEditProps) {
  const set = setOf(edit)
  const { color, text } = kinds[kindOf(edit)]
  const label = `${relativeName(set.name, zone.domainName)} ${set.type}`
  return (
    <Paper withBorder p="xs" component="section" aria-label={label}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs">
            <Badge color={color}>{text}</Badge>
            <Text size="sm" fw={600}>
              {label}
            </Text>
          </Group>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={`Drop: ${label}`}
            onClick={() => onReplace(undefined)}
          >
            Drop
          </Button>
        </Group>
        <SetDiff before={edit.before} after={edit.after} />
        {problems.length > 0 && (
          <Alert color="red" role="alert">
            <ProblemList problems={problems} />
          </Alert>
        )}
        {conflict !== undefined && <ConflictAlert edit={edit} conflict={conflict} onReplace={onReplace} />}
      </Stack>
    </Paper>
  )
}

const stories: Record<Conflict['kind'], string> = {
  changed: 'Somebody has changed this set since you began. It is now:',
  appeared: 'There is such a set by now:',
  gone: 'Somebody has deleted this set since you began.',
}

function ConflictAlert({
  edit,
  conflict,
  onReplace,
}: {
  edit: Edit
  conflict: Conflict
  onReplace: (edit: Edit | undefined) => void
}) {
  const { kind, current } = conflict
  const both = current === null ? undefined : merged(edit, current)
  return (
    <Alert color="orange" role="alert" title="Changed since">
      <Stack gap="xs">
        <Text size="sm">{stories[kind]}</Text>
        {current !== null && <SetDiff before={current} after={current} />}
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={() => onReplace(rebased(edit, current))}>
            {mineText(edit, kind)}
          </Button>
          {kind !== 'gone' && both !== undefined && (
            <Button size="compact-sm" variant="default" onClick={() => onReplace(both)}>
              Keep the values of both
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => onReplace(undefined)}>
            Leave it as it is now
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

function mineText({ after }: Edit, kind: Conflict['kind']): string {
  if (after === null) return kind === 'gone' ? 'It is gone: drop my change' : 'Delete it all the same'
  return kind === 'gone' ? 'Make it anew' : 'Replace it with mine'
}
