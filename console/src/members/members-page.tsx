import { Button, NativeSelect, Paper, ScrollArea, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { MemberData } from '../../../src/sdk/index.ts'
import { useHasRole, useMe } from '../queries/me.ts'
import { useMembers, useWorkspace, workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { AddMemberDialog } from './add-member-dialog.tsx'
import { type Role, roleChoices, roleMeanings } from './roles.ts'

export function MembersPage() {
  const workspace = useWorkspace()
  const members = useMembers(workspace.slug)
  const mayManage = useHasRole(workspace.slug, 'admin')
  const isOwner = useHasRole(workspace.slug, 'owner') === true
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
      Add a member
    </Button>
  )
  return (
    <Page
      title="Members"
      about={`Who may see and change what ${workspace.name} has.`}
      actions={mayManage === true ? add : mayManage === false && <ReadOnlyHint needs="admin" what="change members" />}
    >
      <AsyncView asked={members}>
        {known => (
          <MembersTable {...{ members: known, workspace: workspace.slug, isOwner }} mayManage={mayManage === true} />
        )}
      </AsyncView>
      {isAdding && <AddMemberDialog workspace={workspace.slug} isOwner={isOwner} onClose={() => setAdding(false)} />}
    </Page>
  )
}

interface Rights {
  workspace: string
  mayManage: boolean
  isOwner: boolean
}

function MembersTable({ members, ...rights }: { members: MemberData[] } & Rights) {
  return (
    <Paper withBorder maw={860}>
      <ScrollArea>
        <Table verticalSpacing="xs" miw={340}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Member</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th visibleFrom="sm">Since</Table.Th>
              {rights.mayManage && (
                <Table.Th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.map(member => (
              <MemberRow key={member.userId} member={member} {...rights} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  )
}

function MemberRow({ member, workspace, mayManage, isOwner }: { member: MemberData } & Rights) {
  const { client, queries } = useServices()
  const { members } = client.workspace(workspace)
  const isSelf = useMe().data?.user.id === member.userId
  const [isRemoving, setRemoving] = useState(false)
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: workspaceKeys.members(workspace) })
    if (isSelf) await queries.invalidateQueries()
  }
  const change = useMutation({
    mutationFn: (role: Role) => members.put({ email: member.email, role }),
    onSuccess: refresh,
  })
  const mayChange = mayManage && (isOwner || member.role !== 'owner')
  const remove = async () => {
    await members.remove(member.email)
    await refresh()
  }
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {member.name}
          {isSelf && ' (you)'}
        </Text>
        <Text size="xs" c="dimmed">
          {member.email}
        </Text>
        {change.error !== null && <ErrorAlert error={change.error} />}
      </Table.Td>
      <Table.Td>
        {mayChange ? (
          <NativeSelect
            size="xs"
            maw={130}
            aria-label={`Role of ${member.name}`}
            data={roleChoices(isOwner)}
            value={member.role}
            disabled={change.isPending}
            onChange={event => change.mutate(event.currentTarget.value as Role)}
          />
        ) : (
          <Text size="sm">{member.role}</Text>
        )}
        <Text size="xs" c="dimmed" mt={4} visibleFrom="sm">
          {roleMeanings[member.role]}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <TimeAgo time={member.createdAt} />
      </Table.Td>
      {mayManage && (
        <Table.Td ta="right">
          {mayChange && (
            <Button
              variant="subtle"
              color="red"
              size="compact-sm"
              aria-label={`Remove ${member.name}`}
              onClick={() => setRemoving(true)}
            >
              Remove
            </Button>
          )}
        </Table.Td>
      )}
      {isRemoving && (
        <ConfirmDialog
          title={isSelf ? 'Leave the workspace?' : `Remove ${member.name}?`}
          action={isSelf ? 'Leave' : 'Remove the member'}
          onConfirm={remove}
          onClose={() => setRemoving(false)}
        >
          <Text size="sm">
            {isSelf ? 'You' : member.email} will not see this workspace any more, from the next request on, nor will
            keys of the account. What was done stays in the activities.
          </Text>
        </ConfirmDialog>
      )}
    </Table.Tr>
  )
}
