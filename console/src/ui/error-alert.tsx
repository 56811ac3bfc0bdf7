import { Alert, Button, Group, Text } from '@mantine/core'
import { type Problem, ZoneplaneError } from '../../../src/sdk/index.ts'
import { Icon } from './icons.tsx'
import { ProblemList } from './problem-list.tsx'
import { messageOf } from './problem-of.ts'

export interface ErrorAlertProps {
  error: unknown
  title?: string
  /** Offers to try again. */
  onRetry?: () => void
}

/** What went wrong: the server's own sentence, its problems with their places, and the request to look for in its log. */
export function ErrorAlert({ error, title, onRetry }: ErrorAlertProps) {
  const { details, requestId } = error instanceof ZoneplaneError ? error : { details: [], requestId: undefined }
  return (
    <Alert color="red" role="alert" icon={<Icon name="warning" />} title={title}>
      {/* The message of several problems is their list, once more. */}
      {!isListOf(messageOf(error), details) && <Text size="sm">{messageOf(error)}</Text>}
      {details.length > 0 && <ProblemList problems={details} />}
      {requestId !== undefined && (
        <Text size="xs" mt={6} c="dimmed">
          Request {requestId}
        </Text>
      )}
      {onRetry !== undefined && (
        <Group mt="xs">
          <Button size="xs" variant="default" leftSection={<Icon name="refresh" size={14} />} onClick={onRetry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  )
}

function isListOf(message: string, details: readonly Problem[]): boolean {
  return details.length > 0 && details.every(problem => message.includes(problem.message))
}
