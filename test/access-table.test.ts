import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AccessWorld, createAccessWorld, type PrincipalName, principalNames } from './access-world.ts'
import type { Method } from './test-app.ts'

/** Status by principal; whoever isn't named passes. */
type Refusals = Partial<Record<PrincipalName, number>>

const machines = ['rk key', 'read-only rk key', 'revoked rk key', 'expired rk key'] as const
const nobodies = [
  'nobody',
  'garbage token',
  'expired session',
  'revoked session',
  'expired sk key',
  'revoked sk key',
] as const
const users = ['outsider', 'viewer', 'member', 'admin', 'owner', "owner's sk key"] as const

const refuse = (names: readonly PrincipalName[], status: number): Refusals =>
  Object.fromEntries(names.map(name => [name, status]))

/** The project family knows no machine keys. */
const signedIn: Refusals = refuse([...nobodies, ...machines], 401)
const session: Refusals = { ...signedIn, "owner's sk key": 403 }
const viewers: Refusals = { ...signedIn, outsider: 403 }
/** Lists of a project answer as if it were not there. */
const viewersOfList: Refusals = { ...signedIn, outsider: 404 }
const members: Refusals = { ...viewers, viewer: 403 }
const admins: Refusals = { ...members, member: 403 }
const adminsOfList: Refusals = { ...admins, outsider: 404 }
const adminsInSession: Refusals = { ...admins, "owner's sk key": 403 }
const everybody: Refusals = {}
const keys: Refusals = refuse([...nobodies, ...users, 'revoked rk key', 'expired rk key'], 401)

/** Every route, and whom it lets in. A new route without a row here fails. */
const table: Record<string, Refusals> = {
  'POST /api/auth/signup': everybody,
  'POST /api/auth/login': everybody,
  'POST /api/auth/logout': session,
  'GET /api/auth/me': signedIn,
  'GET /api/users/api-keys': session,
  'POST /api/users/api-keys': session,
  'DELETE /api/users/api-keys/{id}': session,
  'GET /api/workspaces': signedIn,
  'GET /api/workspaces/{workspaceSlug}/members': viewers,
  'POST /api/workspaces/{workspaceSlug}/members': admins,
  'DELETE /api/workspaces/{workspaceSlug}/members': admins,
  'GET /api/workspaces/{workspaceSlug}/secondaries': viewers,
  'POST /api/workspaces/{workspaceSlug}/secondaries': admins,
  'GET /api/workspaces/{workspaceSlug}/secondaries/{id}': viewers,
  'PATCH /api/workspaces/{workspaceSlug}/secondaries/{id}': admins,
  'DELETE /api/workspaces/{workspaceSlug}/secondaries/{id}': admins,
  'GET /api/workspaces/{workspaceSlug}/catalog-zone': viewers,
  'PUT /api/workspaces/{workspaceSlug}/catalog-zone': admins,
  'GET /api/projects': signedIn,
  // In which workspace is told by the body; see below.
  'POST /api/projects': signedIn,
  'GET /api/projects/{projectSlug}': viewers,
  'PATCH /api/projects/{projectSlug}': admins,
  'DELETE /api/projects/{projectSlug}': admins,
  'GET /api/projects/{projectSlug}/environments': viewersOfList,
  'POST /api/projects/{projectSlug}/environments': admins,
  'GET /api/providers': signedIn,
  'GET /api/cloud-connections/{workspaceSlug}': viewers,
  'POST /api/cloud-connections/{workspaceSlug}': admins,
  'GET /api/cloud-connections/{workspaceSlug}/{id}': viewers,
  'PATCH /api/cloud-connections/{workspaceSlug}/{id}': admins,
  'DELETE /api/cloud-connections/{workspaceSlug}/{id}': admins,
  'POST /api/cloud-connections/{workspaceSlug}/{id}/test': admins,
  'GET /api/projects/{projectSlug}/cloud-connections': viewersOfList,
  'POST /api/projects/{projectSlug}/cloud-connections': admins,
  'DELETE /api/projects/{projectSlug}/cloud-connections': admins,
  'GET /api/activities': signedIn,
  'GET /api/projects/{projectSlug}/machine-keys': adminsOfList,
  'POST /api/projects/{projectSlug}/machine-keys': adminsInSession,
  'DELETE /api/projects/{projectSlug}/machine-keys/{id}': adminsInSession,
  'GET /api/projects/{projectSlug}/domains': viewersOfList,
  'POST /api/projects/{projectSlug}/domains': admins,
  'DELETE /api/projects/{projectSlug}/domains/{id}': admins,
  'GET /api/{projectSlug}/{environmentSlug}/dns': viewersOfList,
  'POST /api/{projectSlug}/{environmentSlug}/dns': members,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}': viewers,
  'PATCH /api/{projectSlug}/{environmentSlug}/dns/{id}': members,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/records': viewers,
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/records': members,
  'DELETE /api/{projectSlug}/{environmentSlug}/dns/{id}/records': members,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/changes': viewers,
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/changes': members,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/changes/{changeId}': viewers,
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/changes/{changeId}/revert': members,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/drift': viewers,
  'GET /api/{projectSlug}/{environmentSlug}/events': viewers,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/secondaries': viewers,
  'PUT /api/{projectSlug}/{environmentSlug}/dns/{id}/secondaries': admins,
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/notify': members,
  'PUT /api/{projectSlug}/{environmentSlug}/dns/{id}/name-servers': admins,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/propagation': viewers,
  'GET /api/{projectSlug}/{environmentSlug}/dns/{id}/export': viewers,
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/import': members,
  'GET /api/resource-types': everybody,
  'GET /api/resource-types/{subtype}': everybody,
  'GET /api/resources/summary': signedIn,
  'GET /api/{projectSlug}/{environmentSlug}/resources': viewersOfList,
  'POST /api/{projectSlug}/{environmentSlug}/resources': members,
  'GET /api/{projectSlug}/{environmentSlug}/resources/{id}': viewers,
  'PATCH /api/{projectSlug}/{environmentSlug}/resources/{id}': members,
  'PATCH /api/{projectSlug}/{environmentSlug}/resources/{id}/position': members,
  'DELETE /api/{projectSlug}/{environmentSlug}/resources/{resourceId}': members,
  'GET /api/{projectSlug}/{environmentSlug}/subdomains': viewersOfList,
  'POST /api/{projectSlug}/{environmentSlug}/subdomains': members,
  'GET /api/{projectSlug}/{environmentSlug}/subdomains/{id}': viewers,
  'GET /api/{projectSlug}/{environmentSlug}/resource-connections': viewersOfList,
  'POST /api/{projectSlug}/{environmentSlug}/resource-connections': members,
  'GET /api/{projectSlug}/{environmentSlug}/resource-connections/{id}': viewers,
  'PATCH /api/{projectSlug}/{environmentSlug}/resource-connections/{id}': members,
  'DELETE /api/{projectSlug}/{environmentSlug}/resource-connections/{id}': members,
  'PUT /api/{projectSlug}/{environmentSlug}/resources/{resourceId}/sync': members,
  // What a machine key's grants allow is decided when domain and record are known; see below.
  'GET /api/v1/machine/domain-manager/dns-records': keys,
  'POST /api/v1/machine/domain-manager/dns-records': keys,
  'PUT /api/v1/machine/domain-manager/dns-records': keys,
  'DELETE /api/v1/machine/domain-manager/dns-records': keys,
  'GET /api/v1/machine/domain/list': keys,
  'GET /api/v1/machine/domain-manager/search': keys,
  'POST /api/v1/machine/domain-manager/purchase': keys,
}

/** Queries that reads need to be let through whole. */
const queries: Record<string, string> = {
  'GET /api/v1/machine/domain-manager/dns-records': '?domain=access.example',
  'GET /api/v1/machine/domain-manager/search': '?name=access',
}
/** Reads that are let through, and then find that something else is missing. */
const passedStatus: Record<string, number> = { 'GET /api/v1/machine/domain-manager/search': 400 }
/** What takes something other than JSON says so. */
const passedCode: Record<string, string> = {
  'POST /api/{projectSlug}/{environmentSlug}/dns/{id}/import': 'unsupported_media_type',
}

let world: AccessWorld
beforeAll(async () => {
  world = await createAccessWorld()
})
afterAll(() => world.stop())

test('every route of the API has a row, and every row a route', () => {
  expect(Object.keys(table).sort()).toEqual(world.routes.toSorted())
})

describe.each(Object.entries(table))('%s', (route, refusals) => {
  test.each(principalNames)('%s', async name => {
    const [method, path] = route.split(' ') as [Method, string]
    const url = world.fill(path) + (queries[route] ?? '')
    const expected = refusals[name]
    const { status, code } = await world.send(name, method, url)
    if (expected !== undefined) expect(status).toBe(expected)
    else if (method === 'GET') expect(status).toBe(passedStatus[route] ?? 200)
    // What changes something carries a body that isn't JSON: whoever is let in is told so, and nothing happens.
    else {
      const family = path.startsWith('/api/v1') ? 'dns_record_creation_failed' : 'invalid_json'
      expect([status, code]).toEqual([400, passedCode[route] ?? family])
    }
    if (method === 'GET') expect((await world.send(name, 'HEAD', url)).status).toBe(status)
  })
})

test('what is not there is told only to whoever has signed in', async () => {
  const { projectSlug } = world.slugs
  const urls = ['no-such', '%00', 'UPPER', 'a'.repeat(200)].flatMap(slug => [
    `/api/projects/${slug}`,
    `/api/workspaces/${slug}/members`,
    `/api/${slug}/production/dns`,
    `/api/${projectSlug}/${slug}/dns`,
  ])
  for (const url of urls) {
    expect((await world.send('nobody', 'GET', url)).status).toBe(401)
    expect((await world.send('owner', 'GET', url)).status).toBe(404)
  }
})

describe('what the body decides', () => {
  test.each([
    ['outsider', 403],
    ['viewer', 403],
    ['member', 403],
    ['admin', 201],
    ['owner', 201],
    ["owner's sk key", 201],
  ] as const)('a project made by %s in the workspace: %i', async (name, status) => {
    const body = { name: 'Access', workspaceSlug: world.slugs.workspaceSlug }
    expect((await world.send(name, 'POST', '/api/projects', body)).status).toBe(status)
  })

  const record = { type: 'A', name: 'www', value: '192.0.2.1' }
  const set = { type: 'A', name: 'www', values: [{ value: '192.0.2.1' }] }
  test.each([
    ['POST', 'rk key', 200],
    ['PUT', 'rk key', 200],
    ['DELETE', 'rk key', 200],
    ['POST', 'read-only rk key', 403],
    ['PUT', 'read-only rk key', 403],
    ['DELETE', 'read-only rk key', 403],
  ] as const)('%s of a record with %s: %i', async (method, name, status) => {
    const url = '/api/v1/machine/domain-manager/dns-records'
    const body = { domain: 'access.example', record: method === 'PUT' ? set : record }
    expect((await world.send(name, method, url, body)).status).toBe(status)
  })
})
