import { NativeSelect, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CreateTargetBody, ResourceData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { resourceKeys, useResourceTypes } from '../queries/resources.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { fieldError } from '../ui/field-error.ts'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'

export interface TargetDialogProps {
  place: Place
  /** The one that is to be changed; without it another one is made. */
  target?: ResourceData
  onClose: () => void
}

const labels: Readonly<Record<string, string>> = {
  public_ipv4: 'IPv4 address',
  public_ipv6: 'IPv6 address',
  hostname: 'Host name',
  endpoint: 'Website endpoint',
  bucket_name: 'Bucket',
  region: 'Region',
  dns_name: 'DNS name',
  domain_name: 'Domain name',
}

export function TargetDialog({ place, target, onClose }: TargetDialogProps) {
  const { queries } = useServices()
  const { resources } = useEnvironment(place)
  const types = (useResourceTypes().data ?? []).filter(({ category }) => category === 'target')
  const [resourceType, setType] = useState(target?.resourceType ?? 'instance')
  const [name, setName] = useState(target?.name ?? '')
  const [facts, setFacts] = useState<Record<string, string>>(textsOf(target?.metadata ?? {}))
  const type = types.find(({ subtype }) => subtype === resourceType)
  const fields = type?.metadataFields ?? []
  const save = useMutation({
    mutationFn: () => {
      const entered = fields.map(field => [field, (facts[field] ?? '').trim()] as const)
      const metadata = Object.fromEntries(entered.filter(([, text]) => text !== ''))
      const body = { name: name.trim(), metadata }
      if (target !== undefined) return resources.update(target.id, body)
      return resources.create({ ...body, resourceType: resourceType as CreateTargetBody['resourceType'] })
    },
    onSuccess: onClose,
    // Connections of what has changed follow it.
    onSettled: () => queries.invalidateQueries({ queryKey: resourceKeys.resources(place).slice(0, 3) }),
  })
  return (
    <FormDialog
      title={target === undefined ? 'New target' : `Edit ${target.name}`}
      action={target === undefined ? 'Add it' : 'Save'}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {target === undefined ? (
        <NativeSelect
          label="Type"
          description={type?.description}
          data={types.map(({ subtype, name }) => ({ value: subtype, label: name }))}
          value={resourceType}
          onChange={event => setType(event.currentTarget.value)}
        />
      ) : (
        <Text size="sm">The records of its connections follow what is changed here.</Text>
      )}
      <TextInput
        label="Name"
        placeholder="Web 1"
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={problemOf(save.error, 'name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      {fields.map(field => (
        <TextInput
          key={field}
          label={labels[field] ?? field}
          autoComplete="off"
          spellCheck={false}
          value={facts[field] ?? ''}
          error={fieldError(save.error, `metadata.${field}`)}
          onChange={event => setFacts({ ...facts, [field]: event.currentTarget.value })}
        />
      ))}
    </FormDialog>
  )
}

function textsOf(metadata: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, String(value)]))
}
