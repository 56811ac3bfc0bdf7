import { Button, Group, Modal, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { ErrorAlert } from './error-alert.tsx'

export interface FormDialogProps {
  title: string
  /** On the button that sends the form. */
  action: string
  children: ReactNode
  isBusy: boolean
  /** Null where nothing has gone wrong. */
  error: unknown
  isDisabled?: boolean
  size?: string
  onSubmit: () => void
  onClose: () => void
}

/** A form over the page: its fields, what is wrong, and the way out of it. */
export function FormDialog({
  title,
  action,
  children,
  isBusy,
  error,
  isDisabled = false,
  size = 'md',
  onSubmit,
  onClose,
}: FormDialogProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Modal opened onClose={isBusy ? () => {} : onClose} title={title} size={size}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          {error !== null && error !== undefined && <ErrorAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" disabled={isBusy} onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={isDisabled}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
