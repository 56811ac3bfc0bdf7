import { Alert, Button, Card, Code, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewSecondaryData, SecondaryData } from '../../../src/sdk/index.ts'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { ProblemList } from '../ui/problem-list.tsx'
import { ConfigView } from './config-view.tsx'
import { SecondaryDialog } from './secondary-dialog.tsx'
import type { SecondaryConfig } from './server-config.ts'

/** What all secondaries of the workspace follow. */
export type Followed = Pick<SecondaryConfig, 'catalog' | 'zones'>

export interface SecondaryCardProps {
  workspace: string
  secondary: SecondaryData
  followed: Followed
  mayManage: boolean
  /** A secret has been made, and can be shown this once. */
  onSecret: (secondary: NewSecondaryData) => void
}

export function SecondaryCard(props: SecondaryCardProps) {
  const { name, address, port, hostname, tsig, notify, warnings } = props.secondary
  return (
    <Card withBorder component="article" aria-label={name}>
      <Stack gap="sm">
        <div>
          <Title order={2}>{name}</Title>
          <Text size="sm" c="dimmed">
            {address} port {port}
            {hostname !== null && ` · ${hostname}`}
          </Text>
        </div>
        <Text size="sm">
          {tsig === null ? (
            'Without a key'
          ) : (
            <>
              Signs with <Code>{tsig.name}</Code> ({tsig.algorithm})
            </>
          )}
          {' · '}
          {notify ? 'is told of changes at once' : 'is not told of changes'}
        </Text>
        {warnings.length > 0 && (
          <Alert color="yellow">
            <ProblemList problems={warnings} />
          </Alert>
        )}
        <Actions {...props} />
      </Stack>
    </Card>
  )
}

function Actions({ workspace, secondary, followed, mayManage, onSecret }: SecondaryCardProps) {
  const { client, queries } = useServices()
  const { secondaries } = client.workspace(workspace)
  const [open, setOpen] = useState<'settings' | 'edit' | 'delete'>()
  const refresh = () => queries.invalidateQueries({ queryKey: workspaceKeys.secondaries(workspace) })
  const rekey = useMutation({
    mutationFn: () => secondaries.update(secondary.id, { tsig: {} }),
    onSuccess: async made => {
      onSecret(made)
      await refresh()
    },
  })
  const remove = async () => {
    await secondaries.delete(secondary.id)
    await refresh()
  }
  const close = () => setOpen(undefined)
  return (
    <>
      {rekey.error !== null && <ErrorAlert error={rekey.error} />}
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => setOpen('settings')}>
          Settings to paste
        </Button>
        {mayManage && (
          <>
            <Button variant="default" size="xs" onClick={() => setOpen('edit')}>
              Edit
            </Button>
            <Button variant="default" size="xs" loading={rekey.isPending} onClick={() => rekey.mutate()}>
              New key
            </Button>
            <Button variant="subtle" color="red" size="xs" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )}
      </Group>
      {open === 'settings' && (
        <Modal opened onClose={close} title={`Settings of ${secondary.name}`} size="lg">
          <ConfigView config={configOf(secondary, followed)} />
        </Modal>
      )}
      {open === 'edit' && <SecondaryDialog workspace={workspace} secondary={secondary} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={`Delete ${secondary.name}?`}
          action="Delete the secondary"
          onConfirm={remove}
          onClose={close}
        >
          <Text size="sm">
            It gets no zone any more, and is told of no change. What it has it keeps until it expires.
          </Text>
        </ConfirmDialog>
      )}
    </>
  )
}

/** The secret stands in where it's known. */
export function configOf(
  { name, address, port, tsig }: NewSecondaryData,
  followed: Followed,
): Omit<SecondaryConfig, 'primary'> {
  const key = tsig === null ? null : { ...tsig, secret: tsig.secret ?? `<secret of ${name}>` }
  return { own: { address, port }, key, ...followed }
}
