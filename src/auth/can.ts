import { isInNetworks } from '../contract/networks.ts'
import type { MachinePrincipal, Principal } from './principal.ts'
import { isAtLeast, type Role } from './roles.ts'

/** Everything that can be asked for, and the least role that may do it in the workspace it concerns. */
export const actions = {
  'workspace.read': 'viewer',
  'workspace.manage-members': 'admin',
  'workspace.manage-owners': 'owner',
  'project.create': 'admin',
  'project.read': 'viewer',
  'project.update': 'admin',
  'project.delete': 'admin',
  'environment.create': 'admin',
  'connection.read': 'viewer',
  'connection.manage': 'admin',
  // What is sent to an endpoint is in the hands of whoever answers there.
  'connection.set-endpoint': 'owner',
  'connection.use-machine': 'owner',
  'machine-key.read': 'admin',
  'machine-key.manage': 'admin',
  'domain.read': 'viewer',
  'domain.manage': 'admin',
  'activity.read': 'viewer',
  'resource.read': 'viewer',
  'resource.write': 'member',
  // Whoever may transfer a zone sees all of it.
  'secondary.read': 'viewer',
  'secondary.manage': 'admin',
  'secondary.notify': 'member',
  'zone.read': 'viewer',
  'zone.create': 'member',
  'zone.delete': 'member',
  'record.read': 'viewer',
  'record.write': 'member',
} as const satisfies Record<string, Role>

/** Actions on the caller's own account; any signed-in user may do them, the second kind in a session only. */
export type OwnAction =
  | 'account.read'
  | 'project.list'
  | 'workspace.list'
  | 'activity.list'
  | 'api-key.manage'
  | 'session.end'
export type Action = keyof typeof actions | OwnAction

/** What an action concerns. A machine key's requests name the project, and the record where there is one. */
export type Subject =
  | { kind: 'self' }
  | { kind: 'workspace'; workspaceId: number }
  | { kind: 'project'; workspaceId: number; projectId: number }
  | { kind: 'record'; workspaceId: number; projectId: number; domain: string; host?: string; type?: string }

export type Decision =
  | { allowed: true }
  /** `unauthenticated`: nobody is asking; `not_member`: the subject is of a workspace the principal has no part in. */
  | { allowed: false; reason: 'unauthenticated' | 'not_member' | 'role' | 'session_required' | 'grant' | 'network' }

/** The one place where it is decided who may do what. */
export function can(principal: Principal, action: Action, subject: Subject): Decision {
  switch (principal.kind) {
    case 'anonymous':
      return refuse('unauthenticated')
    case 'machine':
      return machineCan(principal, action, subject)
    case 'user':
      return subject.kind === 'self' ? ownerCan(principal, action) : memberCan(principal, action, subject.workspaceId)
  }
}

function ownerCan(principal: Principal & { kind: 'user' }, action: Action): Decision {
  const needsSession = action === 'api-key.manage' || action === 'session.end'
  return needsSession && principal.via.kind !== 'session' ? refuse('session_required') : { allowed: true }
}

function memberCan(principal: Principal & { kind: 'user' }, action: Action, workspaceId: number): Decision {
  const role = principal.roles.get(workspaceId)
  if (role === undefined) return refuse('not_member')
  const needed = isWorkspaceAction(action) ? actions[action] : 'viewer'
  if (!isAtLeast(role, needed)) return refuse('role')
  // A key that could make keys would outlive its own revocation.
  if (action === 'machine-key.manage' && principal.via.kind !== 'session') return refuse('session_required')
  return { allowed: true }
}

/** The types of records that the key is limited to; undefined where it may write all. */
export function typesGranted({ grants }: MachinePrincipal): readonly string[] | undefined {
  return grants?.types
}

function machineCan(principal: MachinePrincipal, action: Action, subject: Subject): Decision {
  if (subject.kind === 'self' || subject.kind === 'workspace') return refuse('not_member')
  if (subject.projectId !== principal.projectId) return refuse('not_member')
  const reads = action === 'record.read' || action === 'domain.read'
  if (!reads && action !== 'record.write') return refuse('grant')
  const { grants, address } = principal
  if (grants === null) return { allowed: true }
  if (grants.networks !== undefined && !isInNetworks(address, grants.networks)) return refuse('network')
  if (!reads && grants.readOnly === true) return refuse('grant')
  if (subject.kind === 'record' && !covers(grants, subject)) return refuse('grant')
  return { allowed: true }
}

type RecordSubject = Subject & { kind: 'record' }

function covers(grants: NonNullable<MachinePrincipal['grants']>, subject: RecordSubject): boolean {
  const domain = withoutFinalDot(subject.domain)
  if (grants.zones !== undefined && !grants.zones.some(zone => withoutFinalDot(zone) === domain)) return false
  if (grants.types !== undefined && subject.type !== undefined && !grants.types.includes(subject.type)) return false
  if (grants.names === undefined || subject.host === undefined) return true
  return grants.names.some(pattern => matches(pattern, subject.host ?? ''))
}

function withoutFinalDot(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase()
}

/** `*` is any run of characters, dots too; everything else stands for itself. Linear in both lengths' product at worst. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...parts] = plain(pattern).split('*')
  const subject = plain(text)
  if (parts.length === 0) return subject === first
  if (!subject.startsWith(first)) return false
  const last = parts.pop() ?? ''
  let position = first.length
  for (const part of parts) {
    const found = subject.indexOf(part, position)
    if (found < 0) return false
    position = found + part.length
  }
  return subject.length - last.length >= position && subject.endsWith(last)
}

/** In lower case. A dot inside of a label is none that a pattern's could stand for. */
function plain(text: string): string {
  return text.toLowerCase().replace(/\\[\\.]/g, escaped => (escaped === '\\.' ? '\\046' : escaped))
}

function isWorkspaceAction(action: Action): action is keyof typeof actions {
  return Object.hasOwn(actions, action)
}

function refuse(reason: (Decision & { allowed: false })['reason']): Decision {
  return { allowed: false, reason }
}
