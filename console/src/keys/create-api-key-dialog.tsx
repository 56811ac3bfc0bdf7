import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewApiKeyData } from '../../../src/sdk/index.ts'
import { keys } from '../queries/keys.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { ExpiryField, expiryOf, type Lifetime } from './expiry-field.tsx'

export interface CreateApiKeyDialogProps {
  onMade: (key: NewApiKeyData) => void
  onClose: () => void
}

export function CreateApiKeyDialog({ onMade, onClose }: CreateApiKeyDialogProps) {
  const { client, queries } = useServices()
  const [name, setName] = useState('')
  const [lifetime, setLifetime] = useState<Lifetime>('90')
  const create = useMutation({
    mutationFn: () => client.apiKeys.create({ name: name.trim(), ...expiryOf(lifetime, Date.now()) }),
    onSuccess: async key => {
      onMade(key)
      onClose()
      await queries.invalidateQueries({ queryKey: keys.apiKeys })
    },
  })
  return (
    <FormDialog
      title="New API key"
      action="Make the key"
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="What it is for"
        placeholder="Deployment pipeline"
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={problemOf(create.error, 'name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <ExpiryField value={lifetime} onChange={setLifetime} />
    </FormDialog>
  )
}
