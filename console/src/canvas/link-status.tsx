import type { ResourceConnectionData } from '../../../src/sdk/index.ts'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'

type Status = ResourceConnectionData['status']

export const statusWords: Record<Status, string> = {
  pending: 'without records',
  connecting: 'under way',
  connected: 'connected',
  failed: 'failed',
  disconnected: 'disconnected',
}
export const statusTones: Record<Status, Tone> = {
  pending: 'quiet',
  connecting: 'busy',
  connected: 'good',
  failed: 'bad',
  disconnected: 'quiet',
}

export function LinkStatus({ status }: { status: Status }) {
  return <StatusBadge tone={statusTones[status]}>{statusWords[status]}</StatusBadge>
}
