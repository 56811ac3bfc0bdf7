import { describe, expect, test } from 'vitest'
import { type Action, actions, can, type Subject } from './can.ts'
import type { Grants, MachinePrincipal, UserPrincipal } from './principal.ts'
import { isAtLeast, type Role, roles } from './roles.ts'

const workspace: Subject = { kind: 'workspace', workspaceId: 1 }
const project: Subject = { kind: 'project', workspaceId: 1, projectId: 7 }
const record: Subject = { kind: 'record', workspaceId: 1, projectId: 7, domain: 'example.com.', host: 'www', type: 'A' }

describe('a member of the workspace', () => {
  test.each(roles)('as %s may do what that role allows, and nothing above it', role => {
    for (const [action, needed] of Object.entries(actions) as [Action, Role][]) {
      const decision = can(user(role), action, workspace)
      expect([action, decision.allowed]).toEqual([action, isAtLeast(role, needed)])
      if (!decision.allowed) expect(decision.reason).toBe('role')
    }
  })

  test('who comes with a key of their own cannot make machine keys, whatever the role', () => {
    expect(can(user('owner', 'api_key'), 'machine-key.manage', project)).toMatchObject({ reason: 'session_required' })
    expect(can(user('owner', 'api_key'), 'record.write', project)).toEqual({ allowed: true })
  })

  test('has no part in another workspace', () => {
    const other: Subject = { kind: 'project', workspaceId: 2, projectId: 9 }
    expect(can(user('owner'), 'zone.read', other)).toEqual({ allowed: false, reason: 'not_member' })
  })
})

describe('an own account', () => {
  test('is managed with a session, and only read with a key', () => {
    expect(can(user('viewer'), 'api-key.manage', { kind: 'self' })).toEqual({ allowed: true })
    expect(can(user('owner', 'api_key'), 'api-key.manage', { kind: 'self' })).toMatchObject({ allowed: false })
    expect(can(user('owner', 'api_key'), 'account.read', { kind: 'self' })).toEqual({ allowed: true })
  })
})

describe('nobody', () => {
  test('may do nothing', () => {
    for (const action of Object.keys(actions) as Action[]) {
      expect(can({ kind: 'anonymous' }, action, workspace)).toEqual({ allowed: false, reason: 'unauthenticated' })
    }
  })
})

describe('a machine key', () => {
  test('without grants reads and writes records of its own project, and nothing else', () => {
    const allowed = (Object.keys(actions) as Action[]).filter(action => can(machine(null), action, record).allowed)
    expect(allowed).toEqual(['domain.read', 'record.read', 'record.write'])
    expect(can(machine(null), 'record.read', { ...record, projectId: 8 })).toMatchObject({ reason: 'not_member' })
    expect(can(machine(null), 'record.read', workspace)).toMatchObject({ reason: 'not_member' })
  })

  test.each<[string, Grants, Partial<Subject & { kind: 'record' }>, boolean]>([
    ['a zone granted, with or without its dot', { zones: ['Example.com'] }, {}, true],
    ['another zone', { zones: ['example.net'] }, {}, false],
    ['a zone that only ends alike', { zones: ['ample.com'] }, {}, false],
    ['a type granted', { types: ['A', 'AAAA'] }, {}, true],
    ['another type', { types: ['TXT'] }, {}, false],
    ['a name granted', { names: ['www'] }, {}, true],
    ['a name in other case', { names: ['WWW'] }, {}, true],
    ['a longer name', { names: ['www'] }, { host: 'www2' }, false],
    ['a pattern', { names: ['_acme-challenge*'] }, { host: '_acme-challenge.www' }, true],
    ['a pattern at its shortest', { names: ['_acme-challenge*'] }, { host: '_acme-challenge' }, true],
    ['a pattern that fits only in part', { names: ['*.dev'] }, { host: 'a.dev.b' }, false],
    ['a dot that is part of a label', { names: ['*.dev'] }, { host: 'a\\.dev' }, false],
    ['a dot behind a backslash of the label', { names: ['*.dev'] }, { host: 'a\\\\.dev' }, true],
    ['such a dot, granted as such', { names: ['a\\.*'] }, { host: 'a\\.dev' }, true],
    ['a pattern whose ends would have to overlap', { names: ['aba*ba'] }, { host: 'aba' }, false],
    ['a pattern with several stars', { names: ['a*b*c'] }, { host: 'axbxbxc' }, true],
    ['one grant that fits and one that does not', { zones: ['example.com'], types: ['MX'] }, {}, false],
    ['an empty list, which grants nothing', { names: [] }, {}, false],
  ])('granted by %s', (_title, grants, subject, expected) => {
    expect(can(machine(grants), 'record.write', { ...record, ...subject }).allowed).toBe(expected)
  })

  test('that only reads cannot write', () => {
    expect(can(machine({ readOnly: true }), 'record.write', record)).toEqual({ allowed: false, reason: 'grant' })
    expect(can(machine({ readOnly: true }), 'record.read', record)).toEqual({ allowed: true })
  })

  test('is refused everything from outside the networks it is limited to, and only that', () => {
    const elsewhere = { ...machine({ networks: ['198.51.100.0/24', '2001:db8::/32'] }), address: '192.0.2.7' }
    expect(can(elsewhere, 'record.read', record)).toEqual({ allowed: false, reason: 'network' })
    expect(can(elsewhere, 'record.write', record)).toEqual({ allowed: false, reason: 'network' })
    expect(can({ ...elsewhere, address: null }, 'record.read', record).allowed).toBe(false)
    expect(can({ ...elsewhere, address: '198.51.100.9' }, 'record.write', record)).toEqual({ allowed: true })
    expect(can({ ...elsewhere, address: '2001:db8::9' }, 'record.write', record)).toEqual({ allowed: true })
  })

  test('may read a domain as a whole where names and types narrow it', () => {
    const whole: Subject = { kind: 'record', workspaceId: 1, projectId: 7, domain: 'example.com.' }
    expect(can(machine({ names: ['www'], types: ['A'] }), 'record.read', whole)).toEqual({ allowed: true })
  })
})

function user(role: Role, via: 'session' | 'api_key' = 'session'): UserPrincipal {
  const proof = via === 'session' ? { kind: via, sessionId: 's' } : { kind: via, keyId: 1, keyName: 'ci' }
  return { kind: 'user', userId: 1, email: 'a@example.com', name: 'A', via: proof, roles: new Map([[1, role]]) }
}

function machine(grants: Grants | null): MachinePrincipal {
  return { kind: 'machine', keyId: 3, keyName: 'robot', projectId: 7, workspaceId: 1, grants, address: '192.0.2.7' }
}
