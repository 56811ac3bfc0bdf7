import { Button, Group, Text } from '@mantine/core'
import type { HistoryFilter } from '../queries/changes.ts'
import { Icon } from '../ui/icons.tsx'

/** Whose history is shown, and the way to that of the whole zone. */
export function HistoryFilterBar({ filter, onClear }: { filter: HistoryFilter; onClear: () => void }) {
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        Only what changed <b>{[filter.name, filter.type].filter(part => part !== '').join(' ')}</b>
      </Text>
      <Button variant="default" size="compact-sm" leftSection={<Icon name="cross" size={14} />} onClick={onClear}>
        Show the whole history
      </Button>
    </Group>
  )
}
