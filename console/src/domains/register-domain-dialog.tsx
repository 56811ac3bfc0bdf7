import { Checkbox, NativeSelect, Text } from '@mantine/core'
import { useMutation, useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectTabProps } from '../project-settings/settings-page.tsx'
import { keys } from '../queries/keys.ts'
import { projectKeys, useDomains } from '../queries/project-parts.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'

export function RegisterDomainDialog({ project, onClose }: ProjectTabProps & { onClose: () => void }) {
  const { client, queries } = useServices()
  const zones = useZonesOfProject(project)
  const taken = new Set((useDomains(project.slug).data ?? []).map(({ domain }) => domain))
  const free = zones.filter(({ domainName }) => !taken.has(domainName))
  const [chosen, setChosen] = useState<string>()
  const [isWritable, setWritable] = useState(true)
  const zone = free.find(({ id }) => String(id) === chosen) ?? free[0]
  const create = useMutation({
    mutationFn: async () => {
      if (zone === undefined) return
      const body = { domain: zone.domainName, zoneId: zone.id, internalPurchase: isWritable }
      await client.project(project.slug).domains.create(body)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: projectKeys.domains(project.slug) })
      onClose()
    },
  })
  return (
    <FormDialog
      title="Open a zone to machine keys"
      action="Open it"
      isBusy={create.isPending}
      isDisabled={zone === undefined}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      {free.length === 0 ? (
        <Text size="sm">Every zone of the project is open already.</Text>
      ) : (
        <NativeSelect
          label="Zone"
          data-autofocus
          data={free.map(({ id, domainName, environment }) => ({
            value: String(id),
            label: `${domainName} (${environment})`,
          }))}
          value={String(zone?.id)}
          onChange={event => setChosen(event.currentTarget.value)}
        />
      )}
      <Checkbox
        label="Machine keys may read and change it"
        description="Otherwise it is only listed to them. The API calls this internalPurchase."
        checked={isWritable}
        onChange={event => setWritable(event.currentTarget.checked)}
      />
    </FormDialog>
  )
}

/** Of all environments. */
function useZonesOfProject(project: ProjectTabProps['project']) {
  const { client } = useServices()
  const asked = useQueries({
    queries: project.environments.map(({ slug }) => ({
      queryKey: keys.zones({ project: project.slug, environment: slug }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.project(project.slug).environment(slug).zones.list({ signal }).all(),
    })),
  })
  return project.environments.flatMap(({ name }, index) =>
    (asked[index]?.data ?? []).map(({ id, domainName }) => ({ id, domainName, environment: name })),
  )
}
