import { Group, UnstyledButton } from '@mantine/core'
import { Icon } from './icons.tsx'

export type SortOrder = 'asc' | 'desc'

/** The head of a column that can be sorted by. `order`: undefined where it's sorted by another one. */
export function SortButton({
  label,
  order,
  onSort,
}: {
  label: string
  order: SortOrder | undefined
  onSort: (order: SortOrder) => void
}) {
  return (
    <UnstyledButton fw={600} fz="sm" onClick={() => onSort(order === 'asc' ? 'desc' : 'asc')}>
      <Group gap={2} wrap="nowrap" component="span">
        {label}
        {order !== undefined && <Icon name={order === 'asc' ? 'up' : 'down'} size={14} />}
      </Group>
    </UnstyledButton>
  )
}
