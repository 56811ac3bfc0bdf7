import { Anchor, NativeSelect, NumberInput, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ResourceData } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import type { Place } from '../queries/keys.ts'
import { resourceKeys } from '../queries/resources.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { kindOf, linkedName } from './scene.ts'

export interface ConnectDialogProps {
  place: Place
  resources: readonly ResourceData[]
  /** What has been chosen already, by id. */
  subdomain?: number | undefined
  target?: number | undefined
  onClose: () => void
}

/** Makes the records that lead from a subdomain, in a zone, to a target. */
export function ConnectDialog({ place, resources, onClose, ...chosen }: ConnectDialogProps) {
  const { queries } = useServices()
  const { resourceConnections } = useEnvironment(place)
  const of = (kind: ReturnType<typeof kindOf>) => resources.filter(resource => kindOf(resource) === kind)
  const [subdomains, targets, zones] = [of('subdomain'), of('target'), of('zone')]
  const [subdomainId, setSubdomain] = useState(chosen.subdomain ?? subdomains[0]?.id)
  const [targetId, setTarget] = useState(chosen.target ?? targets[0]?.id)
  const [zoneId, setZone] = useState(zones[0]?.id)
  const [ttl, setTtl] = useState<number | string>(300)
  const [subdomain, target, zone] = [subdomainId, targetId, zoneId].map(id => resources.find(known => known.id === id))
  const connect = useMutation({
    mutationFn: async () => {
      if (subdomain === undefined || target === undefined || zone === undefined) return
      await resourceConnections.create({
        sourceResourceType: 'subdomain',
        sourceResourceId: subdomain.id,
        targetResourceType: target.resourceType as 'instance',
        targetResourceId: target.id,
        connectionDetails: { dnsResourceId: zone.id, ...(ttl !== '' && { ttl: Number(ttl) }) },
      })
    },
    onSuccess: onClose,
    // What was refused may have been stored as one that failed.
    onSettled: () => queries.invalidateQueries({ queryKey: resourceKeys.connections(place) }),
  })
  return (
    <FormDialog
      title="Connect"
      action="Connect"
      isBusy={connect.isPending}
      isDisabled={subdomain === undefined || target === undefined || zone === undefined}
      error={connect.error}
      onSubmit={() => connect.mutate()}
      onClose={onClose}
    >
      <Choice label="Subdomain" choices={subdomains} value={subdomainId} onChange={setSubdomain} />
      <Choice label="Target" choices={targets} value={targetId} onChange={setTarget} />
      {zones.length === 0 ? (
        <Text size="sm">
          There is no zone that the records could be made in.{' '}
          <Anchor component={Link} href={placePath(place, 'zones')} size="sm" underline="always">
            Make one first
          </Anchor>
        </Text>
      ) : (
        <Choice
          label="Zone"
          choices={zones}
          value={zoneId}
          onChange={setZone}
          error={problemOf(connect.error, 'connectionDetails.dnsResourceId')}
        />
      )}
      <NumberInput
        label="TTL, in seconds"
        min={1}
        max={2_147_483_647}
        allowDecimal={false}
        hideControls
        value={ttl}
        error={problemOf(connect.error, 'connectionDetails.ttl')}
        onChange={setTtl}
      />
      {subdomain !== undefined && target !== undefined && zone !== undefined && (
        <Text size="sm">
          <b>{linkedName({ subdomain, zone })}</b> will lead to <b>{target.name}</b>.
        </Text>
      )}
    </FormDialog>
  )
}

interface ChoiceProps {
  label: string
  choices: readonly ResourceData[]
  value: number | undefined
  error?: string | undefined
  onChange: (id: number) => void
}

function Choice({ label, choices, value, error, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      label={label}
      data={choices.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={String(value ?? '')}
      error={error}
      onChange={event => onChange(Number(event.currentTarget.value))}
    />
  )
}
