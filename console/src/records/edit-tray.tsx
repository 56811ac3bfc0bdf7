import { Badge, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { type Edit, type EditKind, kindOf } from './edits.ts'
import classes from './records.module.css'

const colors: Record<EditKind, string> = { added: 'green', changed: 'yellow', deleted: 'red' }

/** What is gathered and not applied yet, always in sight. */
export function EditTray({
  edits,
  onReview,
  onDiscard,
}: {
  edits: readonly Edit[]
  onReview: () => void
  onDiscard: () => void
}) {
  const [isAsking, setAsking] = useState(false)
  if (edits.length === 0) return null
  const count = (kind: EditKind) => edits.filter(edit => kindOf(edit) === kind).length
  const title = edits.length === 1 ? '1 change not applied' : `${edits.length} changes not applied`
  return (
    <section className={classes.tray} aria-label="Changes not applied">
      <Group justify="space-between" gap="xs">
        <Group gap="xs" role="status">
          <Text size="sm" fw={600}>
            {title}
          </Text>
          {(['added', 'changed', 'deleted'] as const)
            .filter(kind => count(kind) > 0)
            .map(kind => (
              <Badge key={kind} color={colors[kind]}>
                {count(kind)} {kind}
              </Badge>
            ))}
        </Group>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            Discard
          </Button>
          <Button size="xs" onClick={onReview}>
            Review and apply
          </Button>
        </Group>
      </Group>
      {isAsking && (
        <ConfirmDialog
          title="Discard all changes?"
          action="Discard"
          onConfirm={async () => onDiscard()}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">{title}. The zone stays as it is.</Text>
        </ConfirmDialog>
      )}
    </section>
  )
}
