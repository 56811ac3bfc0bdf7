import { type Method, startTestApp, type TestUser } from './test-app.ts'

/** Everybody who may knock: those who are nobody (any more), people by their role in one workspace, and programs. */
export const principalNames = [
  'nobody',
  'garbage token',
  'expired session',
  'revoked session',
  'expired sk key',
  'revoked sk key',
  'outsider',
  'viewer',
  'member',
  'admin',
  'owner',
  "owner's sk key",
  'rk key',
  'read-only rk key',
  'revoked rk key',
  'expired rk key',
] as const
export type PrincipalName = (typeof principalNames)[number]

/** One workspace with a project, a zone and a domain in it, and everybody who may knock. */
export interface AccessWorld {
  /** `METHOD /path/{parameter}` of all that the API serves. */
  routes: string[]
  slugs: { workspaceSlug: string; projectSlug: string; environmentSlug: string }
  /** A path with its parameters filled in. */
  fill(path: string): string
  /** Without a body, what could change something carries one that isn't JSON. */
  send(
    name: PrincipalName,
    method: Method | 'HEAD',
    url: string,
    body?: object,
  ): Promise<{ status: number; code: unknown }>
  stop(): Promise<void>
}

type Headers = Record<string, string>

export async function createAccessWorld(): Promise<AccessWorld> {
  const { app, call, clock, signUp, stop } = await startTestApp()
  const owner = await signUp('Owner')
  const { token } = owner
  const post = async <Data = { id: number }>(url: string, body: object) => {
    const reply = await call<Data>('POST', url, { token, body })
    if (reply.status !== 201) throw new Error(`${url} answered ${reply.status}: ${reply.body.message}`)
    return reply.body.data
  }
  const workspaceSlug = owner.workspace.slug
  const { slug: projectSlug } = await post<{ slug: string }>('/api/projects', { name: 'Access Table' })
  const connectionUrl = `/api/cloud-connections/${workspaceSlug}`
  const connection = await post(connectionUrl, { name: 'Built-in', provider: 'builtin', credentials: {} })
  await post(`/api/projects/${projectSlug}/cloud-connections`, { connectionId: connection.id })
  const zone = await post(`/api/${projectSlug}/production/dns`, { name: 'zone', domainName: 'access.example' })
  const domain = { domain: 'access.example', zoneId: zone.id, internalPurchase: true }
  await post(`/api/projects/${projectSlug}/domains`, domain)
  const secondaries = `/api/workspaces/${workspaceSlug}/secondaries`
  const secondary = await post(secondaries, { name: 'ns1', address: '192.0.2.53' })
  const subdomain = await post(`/api/${projectSlug}/production/subdomains`, { name: 'www' })
  const edge = await post(`/api/${projectSlug}/production/resource-connections`, {
    sourceResourceType: 'subdomain',
    sourceResourceId: subdomain.id,
    targetResourceType: 'dns',
    targetResourceId: zone.id,
  })
  const change = { action: 'upsert', name: 'changed', type: 'A', values: ['192.0.2.1'] }
  const changeSet = await post(`/api/${projectSlug}/production/dns/${zone.id}/changes`, { changes: [change] })

  const expiresAt = new Date(clock.now + 1000).toISOString()
  const machineKeys = `/api/projects/${projectSlug}/machine-keys`
  const makeKey = async (url: string, fields: object = {}) => {
    const { id, key } = await post<{ id: number; key: string }>(url, { name: 'key', ...fields })
    return { id, headers: { 'x-api-key': key } }
  }
  const revoke = async (url: string, key: { id: number; headers: Headers }) => {
    await call('DELETE', `${url}/${key.id}`, { token })
    return key
  }
  const apiKeys = '/api/users/api-keys'
  const headers = {
    'expired sk key': (await makeKey(apiKeys, { expiresAt })).headers,
    'revoked sk key': (await revoke(apiKeys, await makeKey(apiKeys))).headers,
    "owner's sk key": (await makeKey(apiKeys)).headers,
    'rk key': (await makeKey(machineKeys)).headers,
    'read-only rk key': (await makeKey(machineKeys, { grants: { readOnly: true } })).headers,
    'revoked rk key': (await revoke(machineKeys, await makeKey(machineKeys))).headers,
    'expired rk key': (await makeKey(machineKeys, { expiresAt })).headers,
  }
  const people = {
    outsider: await signUp('Outsider'),
    viewer: await signUp('Viewer'),
    member: await signUp('Member'),
    admin: await signUp('Admin'),
  }
  for (const role of ['viewer', 'member', 'admin'] as const) {
    await post(`/api/workspaces/${workspaceSlug}/members`, { email: people[role].email, role })
  }
  const logIn = async ({ email, password }: TestUser) =>
    (await call<{ token: string }>('POST', '/api/auth/login', { body: { email, password } })).body.data.token
  const revoked = await logIn(owner)
  await call('POST', '/api/auth/logout', { token: revoked })
  // The last session of all is begun a week later, when those from before have run out.
  const expired = await logIn(owner)
  clock.now += 7 * 24 * 3_600_000
  const bearer = async (user: TestUser) => ({ authorization: `Bearer ${await logIn(user)}` })
  const all: Record<PrincipalName, Headers> = {
    ...headers,
    nobody: {},
    'garbage token': { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJqdGkiOiIxIn0.' },
    'expired session': { authorization: `Bearer ${expired}` },
    'revoked session': { authorization: `Bearer ${revoked}` },
    outsider: await bearer(people.outsider),
    viewer: await bearer(people.viewer),
    member: await bearer(people.member),
    admin: await bearer(people.admin),
    owner: await bearer(owner),
  }

  const slugs = { workspaceSlug, projectSlug, environmentSlug: 'production' }
  return {
    routes: routesOf(app.swagger().paths ?? {}),
    slugs,
    fill: path =>
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        if (name in slugs) return slugs[name as keyof typeof slugs]
        if (name === 'changeId') return String(changeSet.id)
        if (name === 'subtype') return 'dns'
        if (path.includes('/resource-connections/')) return String(edge.id)
        if (path.includes('/workspaces/')) return String(secondary.id)
        if (path.includes('/subdomains/')) return String(subdomain.id)
        return String(path.startsWith('/api/cloud-connections') ? connection.id : zone.id)
      }),
    send: async (name, method, url, body) => {
      const reads = method === 'GET' || method === 'HEAD'
      const json = { 'content-type': 'application/json' }
      const reply = await app.inject({
        method,
        url,
        headers: { ...all[name], ...(reads ? {} : json) },
        // A stream of events has no end to wait for.
        payloadAsStream: url.endsWith('/events'),
        ...(reads ? {} : { payload: body === undefined ? '{' : JSON.stringify(body) }),
      })
      if (url.endsWith('/events')) {
        reply.stream().destroy()
        return { status: reply.statusCode, code: undefined }
      }
      const isJson = reply.body !== '' && String(reply.headers['content-type']).startsWith('application/json')
      return { status: reply.statusCode, code: isJson ? codeOf(reply.json()) : undefined }
    },
    stop,
  }
}

function routesOf(paths: object): string[] {
  return Object.entries(paths).flatMap(([path, operations]) => {
    if (!path.startsWith('/api')) return []
    return Object.keys(operations as object).map(method => `${method.toUpperCase()} ${path}`)
  })
}

/** The project family's code, or the machine family's. */
function codeOf(body: { code?: unknown; error?: { code?: unknown } }): unknown {
  return body.code ?? body.error?.code
}
