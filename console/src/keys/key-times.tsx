import { Text } from '@mantine/core'
import { StatusBadge } from '../ui/status-badge.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'

export interface KeyTimesProps {
  expiresAt: string | null
  lastUsedAt: string | null
  createdAt: string
}

/** When a key was made and last used, and when it stops working. */
export function KeyTimes({ expiresAt, lastUsedAt, createdAt }: KeyTimesProps) {
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now()
  return (
    <Text size="xs" c="dimmed" component="div">
      made <TimeAgo time={createdAt} /> ·{' '}
      {lastUsedAt === null ? (
        'never used'
      ) : (
        <>
          used <TimeAgo time={lastUsedAt} />
        </>
      )}
      {' · '}
      {expiresAt === null && 'does not expire'}
      {isOver && <StatusBadge tone="bad">Expired</StatusBadge>}
      {expiresAt !== null && !isOver && (
        <>
          expires <TimeAgo time={expiresAt} />
        </>
      )}
    </Text>
  )
}
