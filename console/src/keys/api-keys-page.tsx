import { Button, Card, Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKeyData, NewApiKeyData } from '../../../src/sdk/index.ts'
import { keys } from '../queries/keys.ts'
import { useClient, useServices } from '../session/session-context.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ShownOnceDialog } from '../ui/shown-once-dialog.tsx'
import { CreateApiKeyDialog } from './create-api-key-dialog.tsx'
import { KeyTimes } from './key-times.tsx'

/** The caller's own keys, which act as they do. */
export function ApiKeysPage() {
  const client = useClient()
  const asked = useQuery({ queryKey: keys.apiKeys, queryFn: ({ signal }) => client.apiKeys.list({ signal }).all() })
  const [isCreating, setCreating] = useState(false)
  const [created, setCreated] = useState<NewApiKeyData>()
  const create = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
      New API key
    </Button>
  )
  return (
    <Page
      title="API keys"
      about="For your own scripts, the command line and the SDK: each does what you may do, until it is deleted."
      actions={create}
    >
      <AsyncView asked={asked}>
        {known =>
          known.length === 0 ? (
            <EmptyState icon="keys" title="No API keys yet" action={create} />
          ) : (
            <Stack maw={760}>
              {known.map(key => (
                <ApiKeyCard key={key.id} data={key} />
              ))}
            </Stack>
          )
        }
      </AsyncView>
      {isCreating && <CreateApiKeyDialog onMade={setCreated} onClose={() => setCreating(false)} />}
      {created !== undefined && (
        <ShownOnceDialog title={`The key ${created.name}`} onClose={() => setCreated(undefined)}>
          <CopyField label="Key" value={created.key} />
        </ShownOnceDialog>
      )}
    </Page>
  )
}

function ApiKeyCard({ data }: { data: ApiKeyData }) {
  const { client, queries } = useServices()
  const [isAsking, setAsking] = useState(false)
  const remove = async () => {
    await client.apiKeys.delete(data.id)
    await queries.invalidateQueries({ queryKey: keys.apiKeys })
  }
  return (
    <Card withBorder component="article" aria-label={data.name}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Stack gap={4}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {data.name}
            </Text>
            <Code>{data.prefix}…</Code>
          </Group>
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
          title={`Delete the key ${data.name}?`}
          action="Delete the key"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">Whatever uses it is refused from now on.</Text>
        </ConfirmDialog>
      )}
    </Card>
  )
}
