import type { NewActivity } from '../store/store.ts'
import type { Caller } from './deps.ts'

/** Where something was done, what it was, and how it was before and after. Never put a secret into `before` or `after`. */
export interface Deed {
  workspaceId: number
  projectId?: number
  environmentId?: number
  resourceId?: number
  /** Noun and verb: `project.create`, `member.remove`, `record_set.put`. */
  action: string
  /** What it was done to, for people: `www.example.com. A`. */
  subject: string
  before?: unknown
  after?: unknown
  now: number
}

/** A deed as it is kept: with who did it, through which request and from which address. */
export function activityOf(caller: Caller, deed: Deed): NewActivity {
  return {
    ...actorOf(caller),
    workspaceId: deed.workspaceId,
    projectId: deed.projectId ?? null,
    environmentId: deed.environmentId ?? null,
    resourceId: deed.resourceId ?? null,
    action: deed.action,
    subject: deed.subject,
    requestId: caller.requestId,
    address: caller.address,
    before: deed.before ?? null,
    after: deed.after ?? null,
    now: deed.now,
  }
}

/** What concerns an account, told to every workspace of the account: a session or a key opens each of them. */
export function accountActivitiesOf(caller: Caller, deed: Omit<Deed, 'workspaceId'>): NewActivity[] {
  const { principal } = caller
  if (principal.kind !== 'user') return []
  return [...principal.roles.keys()].map(workspaceId => activityOf(caller, { ...deed, workspaceId }))
}

/** Names are kept as they are now, since accounts and keys can go while what they did stays. */
export function actorOf({ principal }: Caller): Pick<NewActivity, 'actorKind' | 'actorId' | 'actorName'> {
  switch (principal.kind) {
    case 'anonymous':
      return { actorKind: 'system', actorId: null, actorName: 'zoneplane' }
    case 'machine':
      return { actorKind: 'machine_key', actorId: principal.keyId, actorName: principal.keyName }
    case 'user': {
      const { userId, email, via } = principal
      if (via.kind === 'session') return { actorKind: 'user', actorId: userId, actorName: email }
      return { actorKind: 'api_key', actorId: via.keyId, actorName: `${via.keyName} (${email})` }
    }
  }
}
