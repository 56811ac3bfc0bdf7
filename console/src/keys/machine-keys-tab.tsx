import { Button, Card, Code, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { MachineKeyData, NewMachineKeyData } from '../../../src/sdk/index.ts'
import type { ProjectTabProps } from '../project-settings/settings-page.tsx'
import { projectKeys, useMachineKeys } from '../queries/project-parts.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useServices } from '../session/session-context.tsx'
import { AsyncView, Loading } from '../ui/async-view.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { CreateMachineKeyDialog } from './create-machine-key-dialog.tsx'
import { grantsText } from './grants-text.ts'
import { KeyTimes } from './key-times.tsx'
import { NewMachineKey } from './new-machine-key.tsx'

/** Keys of programs. Only admins may see that there are any. */
export function MachineKeysTab({ project }: ProjectTabProps) {
  const mayManage = useHasProjectRole(project.slug, 'admin')
  if (mayManage === undefined) return <Loading />
  if (!mayManage) return <ReadOnlyHint needs="admin" what="see machine keys" />
  return <MachineKeys project={project} />
}

function MachineKeys({ project }: ProjectTabProps) {
  const asked = useMachineKeys(project.slug)
  const [isCreating, setCreating] = useState(false)
  const [created, setCreated] = useState<NewMachineKeyData>()
  return (
    <Stack maw={860}>
      <Group justify="space-between">
        <Text size="sm" maw={520}>
          Programs write records with these, in the domains of the project: through the machine API, or with DNS UPDATE.
        </Text>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
          New machine key
        </Button>
      </Group>
      <AsyncView asked={asked}>
        {known => (
          <>
            {known.length === 0 && (
              <EmptyState icon="keys" title="No machine keys yet">
                Make one for each program, narrowed to what it has to do.
              </EmptyState>
            )}
            {known.map(key => (
              <KeyCard key={key.id} slug={project.slug} data={key} />
            ))}
          </>
        )}
      </AsyncView>
      {isCreating && (
        <CreateMachineKeyDialog project={project.slug} onMade={setCreated} onClose={() => setCreating(false)} />
      )}
      {created !== undefined && <NewMachineKey created={created} onClose={() => setCreated(undefined)} />}
    </Stack>
  )
}

function KeyCard({ slug, data }: { slug: string; data: MachineKeyData }) {
  const { client, queries } = useServices()
  const [isAsking, setAsking] = useState(false)
  const remove = async () => {
    await client.project(slug).machineKeys.delete(data.id)
    await queries.invalidateQueries({ queryKey: projectKeys.machineKeys(slug) })
  }
  return (
    <Card withBorder component="article" aria-label={data.name}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Stack gap={4} miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {data.name}
            </Text>
            <Code>{data.accessKey}</Code>
          </Group>
          <Text size="sm">{grantsText(data.grants).join(' · ')}</Text>
          {data.tsig !== null && (
            <Text size="sm">
              TSIG <Code>{data.tsig.name}</Code> {data.tsig.algorithm}
            </Text>
          )}
          <KeyTimes {...data} />
        </Stack>
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          aria-label={`Delete ${data.name}`}
          onClick={() => setAsking(true)}
        >
          Delete
        </Button>
      </Group>
      {isAsking && (
        <ConfirmDialog
          title={`Delete the key of ${data.name}?`}
          action="Delete the key"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">Whatever uses it is refused from now on. The records that it has written stay.</Text>
        </ConfirmDialog>
      )}
    </Card>
  )
}
