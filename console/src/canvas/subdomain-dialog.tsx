import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Place } from '../queries/keys.ts'
import { resourceKeys } from '../queries/resources.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'

export function SubdomainDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  const { queries } = useServices()
  const { subdomains } = useEnvironment(place)
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: () => subdomains.create({ name: name.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: resourceKeys.resources(place) })
      onClose()
    },
  })
  return (
    <FormDialog
      title="New subdomain"
      action="Add it"
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="In whichever zone it will be connected: www, or @ for the zone itself"
        placeholder="www"
        autoComplete="off"
        spellCheck={false}
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={problemOf(create.error, 'name')}
        onChange={event => setName(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
