import { Group, Kbd, Modal, Stack, Text } from '@mantine/core'

const shortcuts: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['/'], 'Search the list of the page'],
  [['n'], 'New record, or new zone'],
  [['↑', '↓'], 'Move through the rows of a table'],
  [['Enter'], 'Open or edit the row; in a form, take it over'],
  [['Delete'], 'Mark the row for deletion, or take the mark away'],
  [['r'], 'Review what is not applied yet'],
  [['Esc'], 'Close what is open; empty the search'],
  [['?'], 'Show this list'],
]

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts">
      <Stack gap="xs">
        {shortcuts.map(([names, does]) => (
          <Group key={does} justify="space-between" wrap="nowrap">
            <Text size="sm">{does}</Text>
            <Group gap={4} wrap="nowrap">
              {names.map(name => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  )
}
