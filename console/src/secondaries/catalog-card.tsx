import { Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CatalogZoneData } from '../../../src/sdk/index.ts'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { StatesTable } from './states-table.tsx'

export interface CatalogCardProps {
  workspace: string
  catalog: CatalogZoneData
  mayManage: boolean
}

/** The zone from which secondaries learn which zones there are. */
export function CatalogCard({ workspace, catalog, mayManage }: CatalogCardProps) {
  return (
    <Card withBorder>
      <Stack gap="sm">
        <div>
          <Title order={2}>Catalog zone</Title>
          <Text size="sm" c="dimmed">
            {catalog.domain === null
              ? 'With one, Knot, BIND and PowerDNS pick up new zones by themselves (RFC 9432).'
              : `${catalog.domain} lists ${catalog.zones} ${catalog.zones === 1 ? 'zone' : 'zones'} · serial ${catalog.serial}`}
          </Text>
        </div>
        {mayManage && <CatalogForm workspace={workspace} domain={catalog.domain} />}
        {catalog.states.length > 0 && <StatesTable label="Catalog zone" states={catalog.states} />}
      </Stack>
    </Card>
  )
}

function CatalogForm({ workspace, domain }: { workspace: string; domain: string | null }) {
  const { client, queries } = useServices()
  const [text, setText] = useState(domain ?? 'catalog.invalid')
  const set = useMutation({
    mutationFn: (chosen: string | null) => client.workspace(workspace).catalogZone.set(chosen),
    onSuccess: data => queries.setQueryData(workspaceKeys.catalogZone(workspace), data),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate(text.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Domain of the catalog zone"
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            value={text}
            error={problemOf(set.error, 'domain')}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={set.isPending} disabled={text.trim() === domain}>
            Set
          </Button>
          {domain !== null && (
            <Button variant="subtle" color="red" disabled={set.isPending} onClick={() => set.mutate(null)}>
              Take it away
            </Button>
          )}
        </Group>
        {set.error !== null && <ErrorAlert error={set.error} />}
      </Stack>
    </form>
  )
}
