import { Divider, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewMachineKeyData } from '../../../src/sdk/index.ts'
import { projectKeys, useDomains } from '../queries/project-parts.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { ExpiryField, expiryOf, type Lifetime } from './expiry-field.tsx'
import { GrantsFields, grantsOf, noGrants } from './grants-fields.tsx'
import { noTsig, TsigFields, tsigOf } from './tsig-fields.tsx'

export interface CreateMachineKeyDialogProps {
  project: string
  onMade: (key: NewMachineKeyData) => void
  onClose: () => void
}

export function CreateMachineKeyDialog({ project, onMade, onClose }: CreateMachineKeyDialogProps) {
  const { client, queries } = useServices()
  const domains = useDomains(project).data ?? []
  const [name, setName] = useState('')
  const [lifetime, setLifetime] = useState<Lifetime>('90')
  const [draft, setDraft] = useState(noGrants)
  const [tsigDraft, setTsig] = useState(noTsig)
  const create = useMutation({
    mutationFn: () => {
      const [grants, tsig] = [grantsOf(draft), tsigOf(tsigDraft)]
      return client.project(project).machineKeys.create({
        name: name.trim(),
        ...expiryOf(lifetime, Date.now()),
        ...(grants && { grants }),
        ...(tsig && { tsig }),
      })
    },
    onSuccess: async key => {
      onMade(key)
      onClose()
      await queries.invalidateQueries({ queryKey: projectKeys.machineKeys(project) })
    },
  })
  return (
    <FormDialog
      title="New machine key"
      action="Make the key"
      size="lg"
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Of the program that is to use it"
        placeholder="certbot"
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={problemOf(create.error, 'name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <ExpiryField value={lifetime} onChange={setLifetime} />
      <Divider label="What it may do" labelPosition="left" />
      <GrantsFields
        grants={draft}
        domains={domains.map(({ domain }) => domain)}
        error={create.error}
        onChange={setDraft}
      />
      <Divider label="DNS messages" labelPosition="left" />
      <TsigFields tsig={tsigDraft} error={create.error} onChange={setTsig} />
    </FormDialog>
  )
}
