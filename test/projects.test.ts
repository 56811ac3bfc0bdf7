import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachStore } from './each-store.ts'
import type { TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let zoneplane: TestApp
  let ada: TestUser
  let bob: TestUser
  let cat: TestUser

  beforeAll(async () => {
    zoneplane = await start()
    ada = await zoneplane.signUp('Ada')
    bob = await zoneplane.signUp('Bob')
    cat = await zoneplane.signUp('Cat')
  })
  afterAll(() => zoneplane.stop())

  interface Named {
    id: number
    slug: string
  }

  async function createProject(name: string, token = ada.token): Promise<Named> {
    return (await zoneplane.call<Named>('POST', '/api/projects', { token, body: { name } })).body.data
  }

  async function createConnection(name: string): Promise<{ id: number }> {
    const body = { name, provider: 'builtin', credentials: {} }
    const url = `/api/cloud-connections/${ada.workspace.slug}`
    return (await zoneplane.call<{ id: number }>('POST', url, { token: ada.token, body })).body.data
  }

  /** A zone as the store sees it, put there without a provider. */
  async function putZone(project: Named, domain: string, connectionId: number | null): Promise<number> {
    const { store } = zoneplane.deps
    const [environment] = await store.projects.environments(project.id)
    const now = zoneplane.clock.now
    return store.transaction(async tx => {
      const resource = await tx.resources.create({
        projectId: project.id,
        environmentId: environment!.id,
        resourceType: 'dns',
        name: domain,
        status: 'active',
        comment: null,
        positionX: null,
        positionY: null,
        metadata: {},
        now,
      })
      const binding = { provider: 'builtin', connectionId, hostedZoneId: String(resource.id), nameServers: [] }
      await tx.zones.create({ resourceId: resource.id, environmentId: environment!.id, domain, binding, now })
      return resource.id
    })
  }

  const members = (slug: string) => `/api/workspaces/${slug}/members`

  test('members are added, changed and removed, each taking effect at once', async () => {
    const url = members(ada.workspace.slug)
    const canLook = async () => (await zoneplane.call('GET', url, { token: bob.token })).status
    expect(await canLook()).toBe(403)
    const body = { email: 'BOB@example.com', role: 'viewer' }
    const added = await zoneplane.call('POST', url, { token: ada.token, body })
    expect([added.status, added.body.data]).toMatchObject([201, { userId: bob.id, role: 'viewer' }])
    expect(await canLook()).toBe(200)
    const changed = await zoneplane.call('POST', url, { token: ada.token, body: { ...body, role: 'admin' } })
    expect([changed.status, changed.body.data]).toMatchObject([200, { userId: bob.id, role: 'admin' }])
    const removed = await zoneplane.call('DELETE', url, { token: ada.token, body: { email: bob.email } })
    expect([removed.status, removed.body.data]).toMatchObject([200, { email: bob.email }])
    expect(await canLook()).toBe(403)
    const again = await zoneplane.call('DELETE', url, { token: ada.token, body: { email: bob.email } })
    expect([again.status, again.body.code]).toEqual([404, 'not_found'])
  })

  test('an email without account is told with its path', async () => {
    const body = { email: 'nobody@example.com', role: 'viewer' }
    const reply = await zoneplane.call('POST', members(ada.workspace.slug), { token: ada.token, body })
    expect([reply.status, reply.body.details[0]?.path]).toEqual([404, 'email'])
  })

  test('only owners make, change and remove owners', async () => {
    const url = members(cat.workspace.slug)
    await zoneplane.call('POST', url, { token: cat.token, body: { email: ada.email, role: 'admin' } })
    const asAdmin = async (method: 'POST' | 'DELETE', body: object) => {
      return (await zoneplane.call(method, url, { token: ada.token, body })).status
    }
    expect(await asAdmin('POST', { email: ada.email, role: 'owner' })).toBe(403)
    expect(await asAdmin('POST', { email: cat.email, role: 'viewer' })).toBe(403)
    expect(await asAdmin('DELETE', { email: cat.email })).toBe(403)
    expect(await asAdmin('POST', { email: bob.email, role: 'admin' })).toBe(201)
    expect(await asAdmin('DELETE', { email: bob.email })).toBe(200)
    await zoneplane.call('DELETE', url, { token: cat.token, body: { email: ada.email } })
  })

  test('the last owner stays, and of two owners who remove each other at once one does', async () => {
    const url = members(cat.workspace.slug)
    const alone = await zoneplane.call('DELETE', url, { token: cat.token, body: { email: cat.email } })
    expect([alone.status, alone.body.code]).toEqual([400, 'last_owner'])
    const demoted = await zoneplane.call('POST', url, { token: cat.token, body: { email: cat.email, role: 'admin' } })
    expect([demoted.status, demoted.body.code]).toEqual([400, 'last_owner'])
    await zoneplane.call('POST', url, { token: cat.token, body: { email: bob.email, role: 'owner' } })
    await Promise.all([
      zoneplane.call('DELETE', url, { token: cat.token, body: { email: bob.email } }),
      zoneplane.call('DELETE', url, { token: bob.token, body: { email: cat.email } }),
    ])
    const left = await zoneplane.deps.store.workspaces.members(cat.workspace.id)
    expect(left.map(({ role }) => role)).toEqual(['owner'])
  })

  test('a project gets a slug from its name and the environment production', async () => {
    const reply = await zoneplane.call('POST', '/api/projects', { token: ada.token, body: { name: 'Zürich & Söhne' } })
    expect(reply.status).toBe(201)
    expect(reply.body.data).toMatchObject({
      slug: 'zurich-sohne',
      name: 'Zürich & Söhne',
      workspace: { slug: 'ada' },
      environments: [{ slug: 'production', name: 'Production' }],
    })
  })

  test.each([
    ['a word that routes use', 'Cloud Connections', 'cloud-connections-2'],
    ['a version of the API', 'v1', 'v1-2'],
    ['no Latin letter', '東京', 'project'],
  ])('a project called by %s gets another slug', async (_, name, slug) => {
    expect((await createProject(name)).slug).toBe(slug)
  })

  test('projects of one name made at once get a slug each', async () => {
    const projects = await Promise.all([1, 2, 3, 4].map(() => createProject('Same')))
    expect(projects.map(({ slug }) => slug).sort()).toEqual(['same', 'same-2', 'same-3', 'same-4'])
  })

  test('a project is made only where the role allows it', async () => {
    const create = (workspaceSlug: string, token: string) =>
      zoneplane.call('POST', '/api/projects', { token, body: { name: 'Elsewhere', workspaceSlug } })
    expect((await create('no-such-workspace', bob.token)).status).toBe(404)
    expect((await create(ada.workspace.slug, bob.token)).status).toBe(403)
    const url = members(ada.workspace.slug)
    await zoneplane.call('POST', url, { token: ada.token, body: { email: bob.email, role: 'member' } })
    expect((await create(ada.workspace.slug, bob.token)).status).toBe(403)
    await zoneplane.call('DELETE', url, { token: ada.token, body: { email: bob.email } })
  })

  test('a project is renamed without changing its slug, and listed to members only', async () => {
    const { slug } = await createProject('Before')
    const renamed = await zoneplane.call('PATCH', `/api/projects/${slug}`, {
      token: ada.token,
      body: { name: 'After' },
    })
    expect(renamed.body.data).toMatchObject({ slug: 'before', name: 'After' })
    const read = await zoneplane.call('GET', `/api/projects/${slug}`, { token: ada.token })
    expect(read.body.data).toEqual(renamed.body.data)
    const slugs = async (token: string) =>
      (await zoneplane.call<Named[]>('GET', '/api/projects', { token })).body.data.map(project => project.slug)
    expect(await slugs(ada.token)).toContain('before')
    expect(await slugs(bob.token)).not.toContain('before')
  })

  test('environments get slugs that are unique in their project', async () => {
    const { slug } = await createProject('Environments')
    const url = `/api/projects/${slug}/environments`
    const create = (name: string) => zoneplane.call('POST', url, { token: ada.token, body: { name } })
    expect((await create('Staging Area')).body.data).toMatchObject({ slug: 'staging-area' })
    expect((await create('production')).body.data).toMatchObject({ slug: 'production-2' })
    const list = await zoneplane.call('GET', url, { token: ada.token })
    expect(list.body.count).toBe(3)
  })

  test('a project with something in it is not deleted, and says what', async () => {
    const project = await createProject('Filled')
    const zoneId = await putZone(project, 'filled.example.', null)
    const url = `/api/projects/${project.slug}`
    const refused = await zoneplane.call('DELETE', url, { token: ada.token })
    expect([refused.status, refused.body.code]).toEqual([400, 'not_empty'])
    expect(refused.body.details[0]?.message).toContain('filled.example.')
    await zoneplane.deps.store.zones.delete(zoneId)
    await zoneplane.deps.store.resources.softDelete(zoneId, zoneplane.clock.now)
    expect((await zoneplane.call('DELETE', url, { token: ada.token })).status).toBe(200)
    expect((await zoneplane.call('GET', url, { token: ada.token })).status).toBe(404)
  })

  test('a built-in connection is connected as soon as it is made, and its credentials are never given back', async () => {
    const url = `/api/cloud-connections/${ada.workspace.slug}`
    const body = { name: 'Own server', provider: 'builtin', credentials: {} }
    const made = await zoneplane.call('POST', url, { token: ada.token, body })
    expect([made.status, made.body.data]).toMatchObject([201, { provider: 'builtin', status: 'connected' }])
    expect(made.body.data).not.toHaveProperty('credentials')
    const one = `${url}/${Number(made.body.data.id)}`
    const tested = await zoneplane.call('POST', `${one}/test`, { token: ada.token })
    expect([tested.status, tested.body.data.status]).toEqual([200, 'connected'])
    const renamed = await zoneplane.call('PATCH', one, { token: ada.token, body: { name: 'New name' } })
    expect(renamed.body.data).toMatchObject({ name: 'New name', status: 'connected' })
    expect((await zoneplane.call('DELETE', one, { token: ada.token })).status).toBe(200)
    const gone = await zoneplane.call('GET', one, { token: ada.token })
    expect([gone.status, gone.body.code]).toEqual([404, 'connection_not_found'])
  })

  test('a provider that is not there yet, one that never was, and fields it has not, are told apart', async () => {
    const create = (provider: string, credentials: object) =>
      zoneplane.call('POST', `/api/cloud-connections/${ada.workspace.slug}`, {
        token: ada.token,
        body: { name: 'X', provider, credentials },
      })
    expect((await create('namecheap', {})).body).toMatchObject({ code: 'provider_not_supported' })
    expect((await create('carrier-pigeon', {})).body).toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'provider', code: 'not_allowed' }],
    })
    expect((await create('builtin', { apiKey: 'x' })).body).toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'credentials.apiKey', code: 'unknown_field' }],
    })
  })

  test("nobody reaches another workspace's connections", async () => {
    const { id } = await createConnection('Mine')
    const foreign = await zoneplane.call('GET', `/api/cloud-connections/${bob.workspace.slug}/${id}`, {
      token: bob.token,
    })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'connection_not_found'])
    const { slug } = await createProject('Of Bob', bob.token)
    const attach = await zoneplane.call('POST', `/api/projects/${slug}/cloud-connections`, {
      token: bob.token,
      body: { connectionId: id },
    })
    expect([attach.status, attach.body.code]).toEqual([404, 'connection_not_found'])
  })

  test('a project has one connection of a provider, and keeps it while zones are bound through it', async () => {
    const project = await createProject('Attached')
    const [first, second] = [await createConnection('First'), await createConnection('Second')]
    const url = `/api/projects/${project.slug}/cloud-connections`
    const send = (method: 'POST' | 'DELETE', connectionId: number) =>
      zoneplane.call(method, url, { token: ada.token, body: { connectionId } })
    expect((await send('DELETE', first.id)).body.code).toBe('connection_not_found')
    expect((await send('POST', first.id)).status).toBe(201)
    expect((await send('POST', second.id)).body.code).toBe('duplicate_connection')
    const zoneId = await putZone(project, 'bound.example.', first.id)
    const detach = await send('DELETE', first.id)
    expect([detach.status, detach.body.code]).toEqual([400, 'connection_in_use'])
    expect(detach.body.details[0]?.message).toContain('the zone bound.example (')
    const one = `/api/cloud-connections/${ada.workspace.slug}/${first.id}`
    expect((await zoneplane.call('DELETE', one, { token: ada.token })).body.code).toBe('connection_in_use')
    await zoneplane.deps.store.zones.delete(zoneId)
    expect((await send('DELETE', first.id)).status).toBe(200)
    expect((await zoneplane.call('GET', url, { token: ada.token })).body.count).toBe(0)
  })

  test("a connection is detached from a project whose zones don't use it, though others' do", async () => {
    const [user, other] = [await createProject('Uses It'), await createProject('Uses It Not')]
    const { id } = await createConnection('Shared')
    for (const { slug } of [user, other]) {
      const url = `/api/projects/${slug}/cloud-connections`
      await zoneplane.call('POST', url, { token: ada.token, body: { connectionId: id } })
    }
    await putZone(user, 'shared.example.', id)
    const detach = await zoneplane.call('DELETE', `/api/projects/${other.slug}/cloud-connections`, {
      token: ada.token,
      body: { connectionId: id },
    })
    expect(detach.status).toBe(200)
  })

  test('a machine key is shown once, with its grants in canonical form', async () => {
    const { slug } = await createProject('Keys')
    const url = `/api/projects/${slug}/machine-keys`
    const grants = {
      zones: ['EXAMPLE.com.', 'bücher.example'],
      types: ['txt', 'TYPE1'],
      names: ['_acme*'],
      readOnly: false,
    }
    const made = await zoneplane.call('POST', url, { token: ada.token, body: { name: 'certs', grants } })
    expect(made.status).toBe(201)
    const key = String(made.body.data.key)
    expect(key.startsWith(`${String(made.body.data.accessKey)}.`)).toBe(true)
    const list = await zoneplane.call('GET', url, { token: ada.token })
    expect(list.body.data).toMatchObject([
      { name: 'certs', grants: { ...grants, zones: ['example.com', 'xn--bcher-kva.example'], types: ['TXT', 'A'] } },
    ])
    const secret = key.slice(key.indexOf('.') + 1)
    expect(JSON.stringify(list.body)).not.toContain(secret)
    const activities = await zoneplane.call('GET', '/api/activities?action=machine_key.create', { token: ada.token })
    expect(activities.body.count).toBe(1)
    expect(JSON.stringify(activities.body)).not.toContain(secret)
  })

  test('everything wrong with grants is told at once', async () => {
    const { slug } = await createProject('Grants')
    const grants = { zones: ['ok.example', 'a..b', 'com'], types: ['A', 'NOPE'], names: [], readOnly: 'yes', more: 1 }
    const body = { name: 'x', grants, expiresAt: '2001-01-01T00:00:00Z' }
    const reply = await zoneplane.call('POST', `/api/projects/${slug}/machine-keys`, { token: ada.token, body })
    expect(reply.status).toBe(400)
    expect(reply.body.details.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'expiresAt in_the_past',
      'grants.more unknown_field',
      'grants.names too_few',
      'grants.readOnly wrong_type',
      'grants.types[1] invalid_record_type',
      'grants.zones[1] empty_label',
      'grants.zones[2] too_few_labels',
    ])
  })

  test('a machine key is revoked in its own project only', async () => {
    const [mine, other] = [await createProject('Mine'), await createProject('Other')]
    const body = { name: 'key' }
    const made = await zoneplane.call('POST', `/api/projects/${mine.slug}/machine-keys`, { token: ada.token, body })
    const remove = (slug: string) =>
      zoneplane.call('DELETE', `/api/projects/${slug}/machine-keys/${Number(made.body.data.id)}`, { token: ada.token })
    expect((await remove(other.slug)).status).toBe(404)
    expect((await remove(mine.slug)).status).toBe(200)
    expect((await remove(mine.slug)).status).toBe(404)
  })

  test('a domain is tied to the zone of its own name, in its own project', async () => {
    const [project, other] = [await createProject('Domains'), await createProject('No Domains')]
    const zoneId = await putZone(project, 'tied.example.', null)
    const create = (slug: string, body: object) =>
      zoneplane.call('POST', `/api/projects/${slug}/domains`, {
        token: ada.token,
        body: { zoneId, internalPurchase: true, ...body },
      })
    expect((await create(other.slug, { domain: 'tied.example' })).body.code).toBe('wrong_environment')
    expect((await create(project.slug, { domain: 'tied.example', zoneId: 999_999 })).status).toBe(404)
    const foreign = await create(project.slug, { domain: 'www.tied.example' })
    expect([foreign.status, foreign.body.details[0]?.path]).toEqual([400, 'domain'])
    const made = await create(project.slug, { domain: 'Tied.Example.' })
    expect([made.status, made.body.data]).toMatchObject([
      201,
      { domain: 'tied.example', zoneId, internalPurchase: true, verified: false, configured: true },
    ])
    expect((await create(project.slug, { domain: 'tied.example' })).body.code).toBe('duplicate_domain')
    const url = `/api/projects/${project.slug}/domains`
    expect((await zoneplane.call('GET', url, { token: ada.token })).body.count).toBe(1)
    const one = `${url}/${Number(made.body.data.id)}`
    expect((await zoneplane.call('DELETE', one, { token: ada.token })).status).toBe(200)
    expect((await zoneplane.call('DELETE', one, { token: ada.token })).status).toBe(404)
  })

  test('activities tell who, what, before and after, page by page, newest first', async () => {
    const { slug } = await createProject('History')
    const headers = { 'x-request-id': 'not taken over' }
    await zoneplane.call('PATCH', `/api/projects/${slug}`, { token: ada.token, body: { name: 'History II' }, headers })
    await zoneplane.call('POST', `/api/projects/${slug}/environments`, { token: ada.token, body: { name: 'test' } })
    const first = await zoneplane.call<{ action: string; id: number }[]>(
      'GET',
      `/api/activities?project=${slug}&limit=2`,
      { token: ada.token },
    )
    expect(first.body.data).toMatchObject([
      { action: 'environment.create', subject: `${slug}/test` },
      {
        action: 'project.update',
        subject: slug,
        actor: { kind: 'user', id: ada.id, name: ada.email },
        address: '127.0.0.1',
        before: { name: 'History' },
        after: { name: 'History II' },
        createdAt: new Date(zoneplane.clock.now).toISOString(),
      },
    ])
    const url = `/api/activities?project=${slug}&limit=2&cursor=${first.body.nextCursor}`
    const second = await zoneplane.call('GET', url, { token: ada.token })
    expect(second.body).toMatchObject({ count: 1, data: [{ action: 'project.create' }], nextCursor: null })
  })

  test('activities of others are not seen, and their projects are as if they were not there', async () => {
    const { slug } = await createProject('Secret')
    const all = await zoneplane.call('GET', '/api/activities?limit=200', { token: bob.token })
    expect(JSON.stringify(all.body)).not.toContain('Secret')
    const one = await zoneplane.call('GET', `/api/activities?project=${slug}`, { token: bob.token })
    expect(one.status).toBe(404)
  })

  test('what was done with an API key is told with the key and its user', async () => {
    const made = await zoneplane.call('POST', '/api/users/api-keys', { token: ada.token, body: { name: 'robot' } })
    const { slug } = await createProject('By Key', String(made.body.data.key))
    const reply = await zoneplane.call('GET', `/api/activities?project=${slug}`, { token: ada.token })
    expect(reply.body.data).toMatchObject([{ actor: { kind: 'api_key', name: `robot (${ada.email})` } }])
  })
})
