import { Alert, Stack, Text } from '@mantine/core'
import type { ConnectionData } from '../../../src/sdk/index.ts'
import { ProblemList } from '../ui/problem-list.tsx'
import { StatusBadge, type Tone } from '../ui/status-badge.tsx'

const states: Record<ConnectionData['status'], { tone: Tone; text: string }> = {
  pending: { tone: 'busy', text: 'Not tried yet' },
  connected: { tone: 'good', text: 'Connected' },
  failed: { tone: 'bad', text: 'Failed' },
  disconnected: { tone: 'quiet', text: 'Disconnected' },
}

export function ConnectionBadge({ status }: Pick<ConnectionData, 'status'>) {
  const { tone, text } = states[status]
  return <StatusBadge tone={tone}>{text}</StatusBadge>
}

/** What came of trying the credentials: each permission that is missing, and what had better be otherwise. */
export function TestResult({ connection }: { connection: ConnectionData }) {
  const { status, statusDetail, problems = [], warnings = [] } = connection
  return (
    <Stack gap="xs" role="status">
      {status === 'connected' ? (
        <Alert color="teal">The provider takes the credentials, and they may do all that is needed.</Alert>
      ) : (
        <Alert color="red" title={problems.length > 0 ? 'Permissions are missing' : 'The credentials do not work'}>
          {problems.length > 0 ? <ProblemList problems={problems} /> : <Text size="sm">{statusDetail}</Text>}
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" title="This works, and had better be otherwise">
          <ProblemList problems={warnings} />
        </Alert>
      )}
    </Stack>
  )
}
