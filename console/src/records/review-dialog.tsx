import { Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { Loading } from '../ui/async-view.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import { ProblemList } from '../ui/problem-list.tsx'
import { AppliedResult } from './applied-result.tsx'
import { conflictOf, otherProblems, problemsOf } from './conflicts.ts'
import type { Edit } from './edits.ts'
import { ReviewedEdit } from './reviewed-edit.tsx'
import { isChangedSince, useApply } from './use-apply.ts'
import { usePlan } from './use-plan.ts'

export interface ReviewDialogProps {
  place: Place
  zone: ZoneData
  edits: readonly Edit[]
  /** Puts another edit in the place of one; undefined drops it. */
  onReplace: (key: string, edit: Edit | undefined) => void
  /** The keys of the edits that are done. */
  onApplied: (keys: readonly string[]) => void
  onClose: () => void
}

/** All that is gathered, as the server would do it: differences, problems, conflicts, dangers. Then it is done, as one change set. */
export function ReviewDialog({ place, zone, edits, onReplace, onApplied, onClose }: ReviewDialogProps) {
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false
  const [comment, setComment] = useState('')
  const [isConfirmed, setConfirmed] = useState(false)
  const apply = useApply(place, zone.id, onApplied)
  const asked = usePlan(place, zone.id, edits, apply.data === undefined)
  const reviewed = edits.map((edit, index) => {
    const current = asked.data?.current.get(edit.key)
    const conflict = current === undefined ? undefined : conflictOf(edit, current)
    return { edit, conflict, problems: problemsOf(asked.data?.problems ?? [], index, conflict) }
  })
  const others = otherProblems(asked.data?.problems ?? [])
  const dangers = asked.data?.plan?.dangers ?? []
  const isClear =
    others.length === 0 && reviewed.every(({ conflict, problems }) => conflict === undefined && problems.length === 0)
  const isReady =
    asked.data !== undefined && !asked.isPlaceholderData && isClear && (dangers.length === 0 || isConfirmed)
  const title = apply.data === undefined ? 'Review changes' : 'What was done'
  return (
    <Modal
      opened
      onClose={apply.isPending ? () => {} : onClose}
      title={`${title} – ${zone.domainName}`}
      size="xl"
      fullScreen={isNarrow}
      centered={false}
    >
      {apply.data !== undefined ? (
        <AppliedResult place={place} zone={zone} done={apply.data} onClose={onClose} />
      ) : edits.length === 0 ? (
        <Text size="sm">There is nothing left to apply.</Text>
      ) : (
        <Stack>
          {asked.error !== null && <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />}
          {asked.data === undefined && asked.error === null && <Loading />}
          {reviewed.map(({ edit, conflict, problems }) => (
            <ReviewedEdit
              key={edit.key}
              zone={zone}
              edit={edit}
              conflict={conflict}
              problems={problems}
              onReplace={replacement => {
                apply.reset()
                onReplace(edit.key, replacement)
              }}
            />
          ))}
          {others.length > 0 && (
            <Alert color="red" title="The changes cannot be made together">
              <ProblemList problems={others} />
            </Alert>
          )}
          {dangers.length > 0 && (
            <Alert color="orange" title="Look twice" icon={<Icon name="warning" />}>
              <Stack gap="xs">
                {dangers.map(({ code, message }) => (
                  <Text key={code} size="sm">
                    {message}
                  </Text>
                ))}
                <Checkbox
                  label="I have looked, and want it done"
                  checked={isConfirmed}
                  onChange={event => setConfirmed(event.currentTarget.checked)}
                />
              </Stack>
            </Alert>
          )}
          {asked.data?.plan?.atomic === false && isClear && (
            <Text size="sm" c="dimmed">
              The provider takes these changes in {callsText(asked.data.plan.calls)}, not all or nothing. If one fails,
              what was made before it stays, and you are told.
            </Text>
          )}
          <TextInput
            label="Comment"
            description="For the history: why"
            maxLength={1000}
            value={comment}
            onChange={event => setComment(event.currentTarget.value)}
          />
          {apply.error !== null && (
            <ErrorAlert
              error={apply.error}
              title={isChangedSince(apply.error) ? 'Not applied: changed by somebody else' : 'Not applied'}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" disabled={apply.isPending} onClick={onClose}>
              Back
            </Button>
            <Button
              color={dangers.length > 0 ? 'red' : undefined}
              disabled={!isReady}
              loading={apply.isPending}
              onClick={() => apply.mutate({ edits, comment: comment.trim(), confirm: isConfirmed })}
            >
              {edits.length === 1 ? 'Apply 1 change' : `Apply ${edits.length} changes`}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function callsText(calls: number): string {
  return calls === 1 ? 'one call' : `${calls} calls`
}
