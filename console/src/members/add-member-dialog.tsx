import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { type Role, roleChoices, roleMeanings } from './roles.ts'

export interface AddMemberDialogProps {
  workspace: string
  isOwner: boolean
  onClose: () => void
}

export function AddMemberDialog({ workspace, isOwner, onClose }: AddMemberDialogProps) {
  const { client, queries } = useServices()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('member')
  const add = useMutation({
    mutationFn: () => client.workspace(workspace).members.put({ email: email.trim(), role }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: workspaceKeys.members(workspace) })
      onClose()
    },
  })
  return (
    <FormDialog
      title="Add a member"
      action="Add"
      isBusy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Email"
        description="Of an account: whoever has none yet makes one on the page where one signs in."
        inputMode="email"
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        value={email}
        error={problemOf(add.error, 'email')}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        description={roleMeanings[role]}
        data={roleChoices(isOwner)}
        value={role}
        onChange={event => setRole(event.currentTarget.value as Role)}
      />
    </FormDialog>
  )
}
