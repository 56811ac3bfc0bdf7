import { Code, Group, Stack, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'

export interface CopyFieldProps {
  label: string
  value: string
  /** Keeps its lines as they are. */
  isBlock?: boolean
}

/** Something to take over elsewhere, as it is. */
export function CopyField({ label, value, isBlock = false }: CopyFieldProps) {
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <CopyButton value={value} label={`Copy ${label.toLowerCase()}`} />
      </Group>
      <Code
        block
        tabIndex={0}
        aria-label={label}
        style={isBlock ? { whiteSpace: 'pre' } : { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {value}
      </Code>
    </Stack>
  )
}
