import type { MeData, WorkspaceData } from '../contract/accounts.ts'
import { isoTime } from '../contract/time.ts'
import { userOf } from './access.ts'
import type { Caller, Deps } from './deps.ts'

/** The workspaces that the caller is a member of, each with the caller's role. */
export async function listWorkspaces(deps: Deps, caller: Caller): Promise<WorkspaceData[]> {
  const workspaces = await deps.store.workspaces.listOf(userOf(caller).userId)
  return workspaces.map(({ id, slug, name, role, createdAt }) => ({
    id,
    slug,
    name,
    role,
    createdAt: isoTime(createdAt),
  }))
}

/** Who the caller is, and where they may go. */
export async function whoAmI(deps: Deps, caller: Caller): Promise<MeData> {
  const { userId: id, email, name, via } = userOf(caller)
  return { user: { id, email, name }, via: via.kind, workspaces: await listWorkspaces(deps, caller) }
}
