import { Checkbox, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { ResourceData } from '../../../src/sdk/index.ts'
import { keys, type Place } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { leftAloneText } from './left-alone-text.ts'

export interface DeleteResourceDialogProps {
  place: Place
  resource: ResourceData
  onDeleted: () => void
  onClose: () => void
}

export function DeleteResourceDialog({ place, resource, onDeleted, onClose }: DeleteResourceDialogProps) {
  const { queries } = useServices()
  const { resources } = useEnvironment(place)
  const [keepRecords, setKeep] = useState(false)
  const remove = async () => {
    const { leftAlone } = await resources.delete(resource.id, { keepRecords })
    notifications.show({ message: leftAloneText(`${resource.name} is deleted.`, leftAlone) })
    await queries.invalidateQueries({ queryKey: keys.place(place) })
    onDeleted()
  }
  return (
    <ConfirmDialog title={`Delete ${resource.name}?`} action="Delete it" onConfirm={remove} onClose={onClose}>
      <Stack gap="sm">
        <Text size="sm">
          {keepRecords
            ? 'Its connections go, and the records that they have made stay as they are.'
            : 'Its connections go, with the records that they have made.'}
        </Text>
        <Checkbox
          label="Keep the records"
          checked={keepRecords}
          onChange={event => setKeep(event.currentTarget.checked)}
        />
      </Stack>
    </ConfirmDialog>
  )
}
