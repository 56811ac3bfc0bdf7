import type { MemberBody, MemberData } from '../contract/accounts.ts'
import { AppError } from '../contract/errors.ts'
import { isoTime } from '../contract/time.ts'
import type { Member, Role, Store, Workspace } from '../store/store.ts'
import { authorize } from './access.ts'
import type { Caller, Deps } from './deps.ts'
import { activityOf } from './record-activity.ts'

export async function listMembers(deps: Deps, workspace: Workspace): Promise<MemberData[]> {
  return (await deps.store.workspaces.members(workspace.id)).map(memberData)
}

/**
 * Adds an account that exists to the workspace, or changes a member's role. Who makes or unmakes an owner must be one.
 * Throws `not_found` for an email without account, `last_owner`, `forbidden`.
 */
export async function putMember(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  { email, role }: MemberBody,
): Promise<{ added: boolean; member: MemberData }> {
  const now = deps.now()
  return deps.store.transaction(async tx => {
    const { before, userId } = await lockMember(tx, workspace, email)
    requireOwnerFor(caller, workspace, [before?.role, role])
    if (role !== 'owner') await requireAnotherOwner(tx, workspace, before)
    await tx.workspaces.putMember(workspace.id, userId, role, now)
    const member = await requireMember(tx, workspace, userId)
    const action = before === undefined ? 'member.add' : 'member.change'
    await tx.activities.add([activityOf(caller, { ...deedOf(workspace, action, before, member), now })])
    return { added: before === undefined, member: memberData(member) }
  })
}

/** Takes a member out of the workspace. Throws `not_found`, `last_owner`, `forbidden`. */
export async function removeMember(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  email: string,
): Promise<MemberData> {
  const now = deps.now()
  return deps.store.transaction(async tx => {
    const { before, userId } = await lockMember(tx, workspace, email)
    if (before === undefined) throw notFound(`${email} is not a member of this workspace.`)
    requireOwnerFor(caller, workspace, [before.role])
    await requireAnotherOwner(tx, workspace, before)
    await tx.workspaces.removeMember(workspace.id, userId)
    await tx.activities.add([activityOf(caller, { ...deedOf(workspace, 'member.remove', before, undefined), now })])
    return memberData(before)
  })
}

/** The account, and its membership if there is one. Held until the transaction ends, or two owners could unmake each other. */
async function lockMember(
  tx: Store,
  workspace: Workspace,
  email: string,
): Promise<{ userId: number; before: Member | undefined }> {
  await tx.workspaces.lock(workspace.id)
  const user = await tx.users.findByEmail(email)
  if (user === undefined) throw notFound(`There is no account with the email ${email}.`)
  const members = await tx.workspaces.members(workspace.id)
  return { userId: user.id, before: members.find(member => member.userId === user.id) }
}

function requireOwnerFor(caller: Caller, workspace: Workspace, roles: (Role | undefined)[]): void {
  if (!roles.includes('owner')) return
  authorize(caller, 'workspace.manage-owners', { kind: 'workspace', workspaceId: workspace.id })
}

async function requireAnotherOwner(tx: Store, workspace: Workspace, member: Member | undefined): Promise<void> {
  if (member?.role !== 'owner') return
  const members = await tx.workspaces.members(workspace.id)
  if (members.some(({ role, userId }) => role === 'owner' && userId !== member.userId)) return
  throw new AppError('last_owner', `${member.email} is the last owner of this workspace; make another one first.`)
}

async function requireMember(tx: Store, workspace: Workspace, userId: number): Promise<Member> {
  const member = (await tx.workspaces.members(workspace.id)).find(candidate => candidate.userId === userId)
  if (member === undefined) throw new Error(`user ${userId} is no member after having been made one`)
  return member
}

function deedOf(workspace: Workspace, action: string, before: Member | undefined, after: Member | undefined) {
  return {
    workspaceId: workspace.id,
    action,
    subject: (after ?? before)?.email ?? '',
    before: before && memberData(before),
    after: after && memberData(after),
  }
}

function notFound(message: string): AppError {
  return new AppError('not_found', message, { details: [{ path: 'email', code: 'not_found', message }] })
}

function memberData({ userId, email, name, role, createdAt }: Member): MemberData {
  return { userId, email, name, role, createdAt: isoTime(createdAt) }
}
