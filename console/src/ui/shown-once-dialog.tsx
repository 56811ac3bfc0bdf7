import { Alert, Button, Checkbox, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Icon } from './icons.tsx'

/** Secrets that nobody can see again. It stays until somebody says that they have been kept. */
export function ShownOnceDialog({
  title,
  children,
  onClose,
}: {
  title: string
  children: ReactNode
  onClose: () => void
}) {
  const [isKept, setKept] = useState(false)
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} title={title} size="lg">
      <Stack>
        <Alert color="yellow" icon={<Icon name="warning" />}>
          This is shown once. Copy it now to where it is to be used.
        </Alert>
        {children}
        <Group justify="space-between">
          <Checkbox label="I have kept it" checked={isKept} onChange={event => setKept(event.currentTarget.checked)} />
          <Button disabled={!isKept} onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
