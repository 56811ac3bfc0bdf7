import { Alert, Badge, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { ImportPlan, ZoneData } from '../../../src/sdk/index.ts'
import { ChangeList } from '../history/change-list.tsx'
import { Icon } from '../ui/icons.tsx'
import { ProblemList } from '../ui/problem-list.tsx'

export interface ImportPreviewProps {
  zone: ZoneData
  plan: ImportPlan
  isBusy: boolean
  onImport: (confirm: boolean) => void
  onCancel: () => void
}

/** What an import would do. */
export function ImportPreview({ zone, plan, isBusy, onImport, onCancel }: ImportPreviewProps) {
  const [isConfirmed, setConfirmed] = useState(false)
  const { counts, changes, problems, dangers, warnings, warningCount } = plan
  const total = counts.create + counts.replace + counts.delete
  const isReady = problems.length === 0 && (dangers.length === 0 || isConfirmed)
  const badge = (color: string, count: number, word: string) => (
    <Badge color={color}>
      {count.toLocaleString('en')} {word}
    </Badge>
  )
  return (
    <Stack gap="sm">
      <Group gap="xs" role="status">
        <Text size="sm" fw={600}>
          {plan.records.toLocaleString('en')} records in the file:
        </Text>
        {badge('green', counts.create, 'new')}
        {badge('yellow', counts.replace, 'changed')}
        {badge('red', counts.delete, 'deleted')}
        {badge('gray', counts.unchanged, 'unchanged')}
        {badge('gray', counts.kept, 'kept')}
      </Group>
      {problems.length > 0 && (
        <Alert color="red" title="It cannot be imported as it stands">
          <ProblemList problems={problems} />
        </Alert>
      )}
      {warningCount > 0 && (
        <Alert
          color="yellow"
          title={warningCount === 1 ? '1 warning' : `${warningCount.toLocaleString('en')} warnings`}
        >
          <ProblemList
            most={10}
            problems={warnings.map(({ line, column, code, message }) => ({
              path: `line ${line}, column ${column}`,
              code,
              message,
            }))}
          />
        </Alert>
      )}
      {dangers.length > 0 && (
        <Alert color="orange" title="Look twice" icon={<Icon name="warning" />}>
          {dangers.map(({ code, message }) => (
            <Text key={code} size="sm">
              {message}
            </Text>
          ))}
          <Checkbox
            mt="xs"
            label="I have looked, and want it done"
            checked={isConfirmed}
            onChange={event => setConfirmed(event.currentTarget.checked)}
          />
        </Alert>
      )}
      <ChangeList zone={zone} changes={changes.slice(0, 20)} />
      {total > Math.min(20, changes.length) && (
        <Text size="sm" c="dimmed">
          and {(total - Math.min(20, changes.length)).toLocaleString('en')} more
        </Text>
      )}
      {!plan.atomic && total > 0 && (
        <Text size="sm" c="dimmed">
          This is more than can be made as one: it is done in steps, and told as it goes. Should it break off, import
          the same file again to do the rest.
        </Text>
      )}
      <Group>
        <Button variant="default" disabled={isBusy} onClick={onCancel}>
          Back
        </Button>
        <Button
          color={dangers.length > 0 ? 'red' : undefined}
          loading={isBusy}
          disabled={!isReady || total === 0}
          onClick={() => onImport(isConfirmed)}
        >
          {total === 1 ? 'Make 1 change' : `Make ${total.toLocaleString('en')} changes`}
        </Button>
      </Group>
    </Stack>
  )
}
