import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ErrorAlert } from './error-alert.tsx'

export interface ConfirmDialogProps {
  title: string
  children: ReactNode
  /** On the button that does it. */
  action: string
  /** What has to be typed in before it can be done. */
  typed?: string
  color?: string
  /** What it rejects with is shown, and the dialog stays. */
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something that can't be undone. */
export function ConfirmDialog({
  title,
  children,
  action,
  typed,
  color = 'red',
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [text, setText] = useState('')
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
      onClose()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={isBusy ? () => {} : onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <div>{children}</div>
          {typed !== undefined && (
            <TextInput
              label={`Type ${typed} to confirm`}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              value={text}
              onChange={event => setText(event.currentTarget.value)}
            />
          )}
          {error !== undefined && <ErrorAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" disabled={isBusy} onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={color}
              loading={isBusy}
              disabled={typed !== undefined && text.trim() !== typed}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
