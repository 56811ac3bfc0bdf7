import { Badge, Group, Stack, Text } from '@mantine/core'
import type { ChangeData, PlanData, ZoneData } from '../../../src/sdk/index.ts'
import { relativeName } from '../../../src/sdk/record-input.ts'
import { SetDiff } from '../ui/set-diff.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'

type Planned = PlanData['changes'][number]

const kinds: Record<Planned['op'], { color: string; text: string }> = {
  create: { color: 'green', text: 'add' },
  replace: { color: 'yellow', text: 'change' },
  delete: { color: 'red', text: 'delete' },
}

/** Changes with what each set was and what it becomes; of those that were tried and failed, why. */
export function ChangeList({ zone, changes }: { zone: ZoneData; changes: readonly (Planned | ChangeData)[] }) {
  return (
    <Stack gap="sm">
      {changes.map(change => (
        <section key={keyOf(change)} aria-label={`${change.name} ${change.type}`}>
          <Group gap="xs" mb={4}>
            <Badge color={kinds[change.op].color}>{kinds[change.op].text}</Badge>
            <Text size="sm" fw={600}>
              {relativeName(change.name, zone.domainName)} {change.type}
            </Text>
            {'status' in change && change.status !== 'applied' && (
              <StatusBadge tone={change.status === 'failed' ? 'bad' : 'warn'}>
                {change.status === 'failed' ? 'failed' : 'not tried'}
              </StatusBadge>
            )}
          </Group>
          <SetDiff before={change.before} after={change.after} />
          {'failure' in change && change.failure !== null && (
            <Text size="sm" c="var(--mantine-color-error)" mt={4}>
              {change.failure.message}
            </Text>
          )}
        </section>
      ))}
    </Stack>
  )
}

function keyOf({ name, type, before, after }: Planned): string {
  return [name, type, (after ?? before)?.variant ?? ''].join(' ')
}
