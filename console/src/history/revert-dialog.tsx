import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { keys, type Place } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import { ProblemList } from '../ui/problem-list.tsx'
import { ChangeList } from './change-list.tsx'

export interface RevertDialogProps {
  place: Place
  zone: ZoneData
  changeSetId: number
  onClose: () => void
}

/** Every set becomes what it was before the change set, unless somebody has changed it since. */
export function RevertDialog({ place, zone, changeSetId, onClose }: RevertDialogProps) {
  const { queries } = useServices()
  const { changes } = useEnvironment(place).zone(zone.id)
  const [isConfirmed, setConfirmed] = useState(false)
  const plan = useQuery({
    queryKey: [...keys.changes(place, zone.id), changeSetId, 'revert'],
    queryFn: ({ signal }) => changes.planRevert(changeSetId, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
  const revert = useMutation({
    mutationFn: () => changes.revert(changeSetId, { confirm: isConfirmed }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.zone(place, zone.id) }),
  })
  if (revert.data !== undefined) {
    const isWhole = revert.data.status === 'applied'
    return (
      <Modal opened onClose={onClose} title={`Undo – ${zone.domainName}`} size="lg">
        <Stack>
          <Alert color={isWhole ? 'teal' : 'red'} role="status" title={isWhole ? 'Taken back' : 'Taken back in part'}>
            This is a change set of its own, so it can be taken back too.
          </Alert>
          <ChangeList zone={zone} changes={revert.data.outcomes} />
          <Group justify="flex-end">
            <Button data-autofocus onClick={onClose}>
              Close
            </Button>
          </Group>
        </Stack>
      </Modal>
    )
  }
  return (
    <Modal opened onClose={revert.isPending ? () => {} : onClose} title={`Undo – ${zone.domainName}`} size="lg">
      <AsyncView asked={plan}>
        {({ problems, dangers, changes: planned }) => (
          <Stack>
            {problems.length > 0 ? (
              <Alert color="orange" title="It cannot be taken back as it stands" icon={<Icon name="warning" />}>
                <ProblemList problems={problems} />
              </Alert>
            ) : planned.length === 0 ? (
              <Text size="sm">Everything is as it was before already.</Text>
            ) : (
              <Text size="sm">These sets become what they were before:</Text>
            )}
            <ChangeList zone={zone} changes={planned} />
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
            {revert.error !== null && <ErrorAlert error={revert.error} title="Not taken back" />}
            <Group justify="flex-end">
              <Button variant="default" disabled={revert.isPending} onClick={onClose}>
                Cancel
              </Button>
              <Button
                loading={revert.isPending}
                disabled={problems.length > 0 || planned.length === 0 || (dangers.length > 0 && !isConfirmed)}
                onClick={() => revert.mutate()}
              >
                Take it back
              </Button>
            </Group>
          </Stack>
        )}
      </AsyncView>
    </Modal>
  )
}
