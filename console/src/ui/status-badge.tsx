import { Badge, type BadgeProps } from '@mantine/core'
import type { ComponentProps } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'quiet'

const colors: Record<Tone, string> = { good: 'teal', warn: 'yellow', bad: 'red', busy: 'blue', quiet: 'gray' }

/** A state in a word, its tone in the colour. */
export function StatusBadge({ tone, ...badge }: { tone: Tone } & BadgeProps & ComponentProps<'div'>) {
  return <Badge color={colors[tone]} {...badge} />
}
