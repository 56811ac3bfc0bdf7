import { Text, type TextProps, Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { timeAgo } from './time-ago-text.ts'

/** How long ago, kept up to date; the time itself on hovering. `time`: ISO 8601. */
export function TimeAgo({ time, ...text }: { time: string } & TextProps) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Tooltip label={new Date(time).toLocaleString()}>
      <Text span inherit {...text}>
        <time dateTime={time}>{timeAgo(Date.parse(time), Math.max(now, Date.parse(time)))}</time>
      </Text>
    </Tooltip>
  )
}
