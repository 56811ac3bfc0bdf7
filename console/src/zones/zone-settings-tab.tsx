import { Button, Card, Checkbox, DataList, Group, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { placePath } from '../layout/place.ts'
import { keys } from '../queries/keys.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { providerName } from './provider-name.ts'
import type { ZoneTabProps } from './zone-tabs.tsx'

export function ZoneSettingsTab({ place, zone }: ZoneTabProps) {
  const mayWrite = useHasProjectRole(place.project, 'member')
  return (
    <Stack maw={760}>
      <Card withBorder>
        <Title order={2} mb="sm">
          About this zone
        </Title>
        <DataList orientation="horizontal">
          {[
            ['Domain', zone.domainName],
            ['Name', zone.name],
            ['Id', String(zone.id)],
            ['Provider', providerName(zone.provider)],
            ['Id at the provider', zone.hostedZoneId],
            ['Comment', zone.comment ?? '–'],
          ].map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
          <DataList.Item>
            <DataList.ItemLabel>Made</DataList.ItemLabel>
            <DataList.ItemValue>
              <TimeAgo time={zone.createdAt} />
            </DataList.ItemValue>
          </DataList.Item>
        </DataList>
      </Card>
      {mayWrite === true && zone.provider === 'cloudflare' && <TokenCard place={place} zone={zone} />}
      {mayWrite === true && <DeleteCard place={place} zone={zone} />}
      {mayWrite === false && <ReadOnlyHint needs="member" what="change or delete zones" />}
    </Stack>
  )
}

function TokenCard({ place, zone }: ZoneTabProps) {
  const environment = useEnvironment(place)
  const [token, setToken] = useState('')
  const replace = useMutation({
    mutationFn: () => environment.zone(zone.id).replaceToken(token.trim()),
    onSuccess: () => setToken(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    replace.mutate()
  }
  return (
    <Card withBorder>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2}>API token of its own</Title>
          <PasswordInput
            label="New token"
            description="Takes the place of the zone's own token. It is sealed, and never shown again."
            autoComplete="off"
            required
            withAsterisk={false}
            value={token}
            onChange={event => setToken(event.currentTarget.value)}
          />
          {replace.error !== null && <ErrorAlert error={replace.error} />}
          <Group role="status">
            <Button type="submit" variant="default" loading={replace.isPending}>
              Replace the token
            </Button>
            {replace.isSuccess && <Text size="sm">The zone uses the new token.</Text>}
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

function DeleteCard({ place, zone }: ZoneTabProps) {
  const { queries } = useServices()
  const environment = useEnvironment(place)
  const [, navigate] = useLocation()
  const [isAsking, setAsking] = useState(false)
  const [keepAtProvider, setKeep] = useState(false)
  const remove = async () => {
    await environment.zone(zone.id).delete({ keepAtProvider })
    await queries.invalidateQueries({ queryKey: keys.zones(place) })
    navigate(placePath(place, 'zones'))
    queries.removeQueries({ queryKey: keys.zone(place, zone.id) })
  }
  return (
    <Card withBorder>
      <Stack gap="sm" align="flex-start">
        <Title order={2}>Delete the zone</Title>
        <Text size="sm">{whatGoes(zone.provider)}</Text>
        <Button color="red" variant="outline" onClick={() => setAsking(true)}>
          Delete the zone
        </Button>
      </Stack>
      {isAsking && (
        <ConfirmDialog
          title={`Delete ${zone.domainName}?`}
          action="Delete the zone"
          typed={zone.domainName}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <Stack gap="sm">
            <Text size="sm">
              {keepAtProvider
                ? 'It is forgotten here, with its history, and goes on as it is at the provider.'
                : whatGoes(zone.provider)}
            </Text>
            <Checkbox
              label="Forget it here, and leave it at the provider"
              checked={keepAtProvider}
              onChange={event => setKeep(event.currentTarget.checked)}
            />
          </Stack>
        </ConfirmDialog>
      )}
    </Card>
  )
}

function whatGoes(provider: string): string {
  if (provider === 'cloudflare')
    return 'All its records go; the zone itself stays in the Cloudflare account. This cannot be undone.'
  return 'It goes with all its records, at the provider too, and is no longer answered. This cannot be undone.'
}
