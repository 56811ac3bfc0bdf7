import { expect, test } from 'vitest'
import { onEachDatabase, type TestDatabases } from '../../test/servers/databases.ts'
import { openStore } from './database.ts'
import type { Connection, NewActivity, Resource, Store } from './store.ts'

const now = 1_790_000_000_000
const taken = expect.objectContaining({ name: 'StoreError', code: 'taken' })

onEachDatabase(databases => {
  accounts(databases)
  projects(databases)
  connections(databases)
  resourcesAndZones(databases)
  keysAndDomains(databases)
  activities(databases)
  counters(databases)
  transactions(databases)
})

function accounts({ open }: TestDatabases) {
  test('a user is found by id and by email in any case', async () => {
    const { users } = await open()
    const user = await users.create({ email: 'Ada@Example.com', name: 'Ada', passwordHash: 'h', now })
    expect(user).toStrictEqual({
      id: user.id,
      email: 'ada@example.com',
      name: 'Ada',
      passwordHash: 'h',
      createdAt: now,
    })
    expect(await users.get(user.id)).toStrictEqual(user)
    expect(await users.findByEmail('ADA@example.COM')).toStrictEqual(user)
    expect(await users.get(user.id + 1)).toBeUndefined()
    expect(await users.count()).toBe(1)
  })

  test('an email is given to one user only, whatever its case', async () => {
    const { users } = await open()
    await users.create({ email: 'ada@example.com', name: 'Ada', passwordHash: 'h', now })
    const again = users.create({ email: 'ADA@example.com', name: 'Other', passwordHash: 'h', now })
    await expect(again).rejects.toEqual(taken)
  })

  test('a session ends when it is deleted or expired', async () => {
    const store = await open()
    const user = await makeUser(store)
    const session = { id: 's1', userId: user.id, createdAt: now, expiresAt: now + 10 }
    await store.sessions.create(session)
    await store.sessions.create({ ...session, id: 's2', expiresAt: now + 20 })
    await store.sessions.create({ ...session, id: 's3', expiresAt: now + 30 })
    expect(await store.sessions.get('s1')).toStrictEqual(session)
    await store.sessions.delete('s2')
    expect(await store.sessions.get('s2')).toBeUndefined()
    expect(await store.sessions.deleteExpired(now + 10)).toBe(1)
    expect(await store.sessions.get('s1')).toBeUndefined()
    expect(await store.sessions.get('s3')).toBeDefined()
  })

  test('an API key is found by its hash, belongs to its user and remembers when it was used', async () => {
    const store = await open()
    const user = await makeUser(store)
    const other = await makeUser(store, 'other@example.com')
    const fields = { userId: user.id, name: 'ci', prefix: 'sk_abc', hash: 'hash', expiresAt: null }
    const key = await store.apiKeys.create({ ...fields, now })
    expect(key).toStrictEqual({ id: key.id, ...fields, lastUsedAt: null, createdAt: now })
    await expect(store.apiKeys.create({ ...fields, now })).rejects.toEqual(taken)
    await store.apiKeys.touch(key.id, now + 5)
    expect(await store.apiKeys.findByHash('hash')).toStrictEqual({ ...key, lastUsedAt: now + 5 })
    expect(await store.apiKeys.list(other.id)).toEqual([])
    expect(await store.apiKeys.delete(other.id, key.id)).toBe(false)
    expect(await store.apiKeys.delete(user.id, key.id)).toBe(true)
    expect(await store.apiKeys.findByHash('hash')).toBeUndefined()
  })

  test('an id is never given twice, even after its row is gone', async () => {
    const store = await open()
    const user = await makeUser(store)
    const key = { userId: user.id, name: 'ci', prefix: 'sk', expiresAt: null, now }
    const first = await store.apiKeys.create({ ...key, hash: '1' })
    await store.apiKeys.delete(user.id, first.id)
    const second = await store.apiKeys.create({ ...key, hash: '2' })
    expect(second.id).toBeGreaterThan(first.id)
  })

  test('members have one role each, and see their workspaces with it', async () => {
    const store = await open()
    const { user, workspace } = await makeWorkspace(store)
    const other = await makeUser(store, 'other@example.com')
    await store.workspaces.putMember(workspace.id, other.id, 'viewer', now + 1)
    await store.workspaces.putMember(workspace.id, other.id, 'admin', now + 2)
    expect(await store.workspaces.members(workspace.id)).toStrictEqual([
      { userId: user.id, email: user.email, name: user.name, role: 'owner', createdAt: now },
      { userId: other.id, email: other.email, name: other.name, role: 'admin', createdAt: now + 1 },
    ])
    expect(await store.workspaces.listOf(other.id)).toStrictEqual([{ ...workspace, role: 'admin' }])
    expect(await store.workspaces.roleOf(workspace.id, other.id)).toBe('admin')
    expect(await store.workspaces.removeMember(workspace.id, other.id)).toBe(true)
    expect(await store.workspaces.removeMember(workspace.id, other.id)).toBe(false)
    expect(await store.workspaces.roleOf(workspace.id, other.id)).toBeUndefined()
    expect(await store.workspaces.findBySlug(workspace.slug)).toStrictEqual(workspace)
    expect(await store.workspaces.get(workspace.id)).toStrictEqual(workspace)
    await expect(store.workspaces.create({ slug: workspace.slug, name: 'X', now })).rejects.toEqual(taken)
  })

  test('of two that change a locked workspace the second waits for the first', async () => {
    const store = await open()
    const { workspace } = await makeWorkspace(store)
    const order: string[] = []
    const change = (name: string, wait: Promise<void>) =>
      store.transaction(async tx => {
        await tx.workspaces.lock(workspace.id)
        order.push(`${name} in`)
        await wait
        order.push(`${name} out`)
      })
    const first = change('first', new Promise(resolve => setTimeout(resolve, 50)))
    await new Promise(resolve => setTimeout(resolve, 20))
    await Promise.all([first, change('second', Promise.resolve())])
    expect(order).toEqual(['first in', 'first out', 'second in', 'second out'])
  })
}

function projects({ open }: TestDatabases) {
  test('a project is found by slug and by every member of its workspace', async () => {
    const store = await open()
    const { user, workspace } = await makeWorkspace(store)
    const project = await store.projects.create({ workspaceId: workspace.id, slug: 'shop', name: 'Shop', now })
    expect(project).toStrictEqual({
      id: project.id,
      workspaceId: workspace.id,
      slug: 'shop',
      name: 'Shop',
      createdAt: now,
      updatedAt: now,
    })
    await expect(store.projects.create({ workspaceId: workspace.id, slug: 'shop', name: 'B', now })).rejects.toEqual(
      taken,
    )
    await store.projects.rename(project.id, 'Store', now + 1)
    const renamed = { ...project, name: 'Store', updatedAt: now + 1 }
    expect(await store.projects.get(project.id)).toStrictEqual(renamed)
    expect(await store.projects.findBySlug('shop')).toStrictEqual(renamed)
    expect(await store.projects.listOf(user.id)).toStrictEqual([renamed])
    expect(await store.projects.listOf((await makeUser(store, 'x@example.com')).id)).toEqual([])
  })

  test('environments are the project’s own, each slug once', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const staging = await store.projects.createEnvironment({
      projectId: project.id,
      slug: 'staging',
      name: 'Staging',
      now,
    })
    expect(await store.projects.environments(project.id)).toStrictEqual([environment, staging])
    expect(await store.projects.findEnvironment(project.id, 'staging')).toStrictEqual(staging)
    expect(await store.projects.findEnvironment(project.id + 1, 'staging')).toBeUndefined()
    const again = store.projects.createEnvironment({ projectId: project.id, slug: 'staging', name: 'S', now })
    await expect(again).rejects.toEqual(taken)
  })

  test('a project has one connection of a provider, and loses it when it is detached', async () => {
    const store = await open()
    const { workspace, project } = await makePlace(store)
    const first = await makeConnection(store, workspace.id)
    const second = await makeConnection(store, workspace.id)
    await store.projects.attach(project.id, first, now)
    expect(await store.projects.connections(project.id)).toStrictEqual([first])
    await expect(store.projects.attach(project.id, first, now)).rejects.toEqual(taken)
    await expect(store.projects.attach(project.id, second, now)).rejects.toEqual(taken)
    expect(await store.projects.detach(project.id, second.id)).toBe(false)
    expect(await store.projects.detach(project.id, first.id)).toBe(true)
    await store.projects.attach(project.id, second, now)
    expect(await store.projects.connections(project.id)).toStrictEqual([second])
  })

  test('a deleted project takes along what was its own', async () => {
    const store = await open()
    const { workspace, project, environment } = await makePlace(store)
    const connection = await makeConnection(store, workspace.id)
    await store.projects.attach(project.id, connection, now)
    const resource = await makeResource(store, environment)
    await store.resources.softDelete(resource.id, now)
    await store.projects.delete(project.id)
    expect(await store.projects.get(project.id)).toBeUndefined()
    expect(await store.projects.environments(project.id)).toEqual([])
    expect(await store.connections.get(workspace.id, connection.id)).toStrictEqual(connection)
  })

  test('a project with a live resource in it cannot be deleted', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const resource = await makeResource(store, environment)
    await expect(store.projects.delete(project.id)).rejects.toThrow(/foreign key/i)
    expect(await store.resources.get(resource.id)).toStrictEqual(resource)
  })
}

function connections({ open }: TestDatabases) {
  test('a connection gives its credentials only to who asks for them', async () => {
    const store = await open()
    const { workspace } = await makeWorkspace(store)
    const connection = await makeConnection(store, workspace.id)
    expect(connection).toStrictEqual({
      id: connection.id,
      workspaceId: workspace.id,
      name: 'Main',
      provider: 'powerdns',
      status: 'pending',
      statusDetail: null,
      createdAt: now,
      updatedAt: now,
    })
    expect(await store.connections.credentials(connection.id)).toBe('{"apiKey":"ключ"}')
    expect(await store.connections.credentials(connection.id + 1)).toBeUndefined()
    expect(await store.connections.get(workspace.id, connection.id)).toStrictEqual(connection)
    expect(await store.connections.get(workspace.id + 1, connection.id)).toBeUndefined()
    expect(await store.connections.list(workspace.id)).toStrictEqual([connection])
  })

  test('an update changes the fields it names and no others', async () => {
    const store = await open()
    const { workspace } = await makeWorkspace(store)
    const connection = await makeConnection(store, workspace.id)
    await store.connections.update(connection.id, { status: 'failed', statusDetail: 'refused', now: now + 1 })
    const failed = { ...connection, status: 'failed', statusDetail: 'refused', updatedAt: now + 1 }
    expect(await store.connections.get(workspace.id, connection.id)).toStrictEqual(failed)
    expect(await store.connections.credentials(connection.id)).toBe('{"apiKey":"ключ"}')
    await store.connections.update(connection.id, { credentials: 'new', statusDetail: null, now: now + 2 })
    expect(await store.connections.credentials(connection.id)).toBe('new')
    expect((await store.connections.get(workspace.id, connection.id))?.statusDetail).toBeNull()
  })

  test('a connection knows its zones, and stays as long as it has any', async () => {
    const store = await open()
    const { workspace, environment } = await makePlace(store)
    const connection = await makeConnection(store, workspace.id)
    const zone = await makeZone(store, environment, 'example.com.', connection.id)
    expect(await store.connections.zonesUsing(connection.id)).toStrictEqual([
      { resourceId: zone.id, domain: 'example.com.' },
    ])
    await expect(store.connections.delete(connection.id)).rejects.toThrow(/foreign key/i)
    await store.zones.delete(zone.id)
    expect(await store.connections.zonesUsing(connection.id)).toEqual([])
    await store.connections.delete(connection.id)
    expect(await store.connections.list(workspace.id)).toEqual([])
  })
}

function resourcesAndZones({ open }: TestDatabases) {
  test('a resource comes back as it was made, its secret on demand', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const fields = {
      projectId: project.id,
      environmentId: environment.id,
      resourceType: 'dns',
      name: 'main',
      status: 'active',
      comment: 'first',
      positionX: 1.5,
      positionY: -2,
      metadata: { dns_active: false, nested: { list: [1, 'ü', null] } },
    }
    const resource = await store.resources.create({ ...fields, secretData: 'token', now })
    expect(resource).toStrictEqual({ id: resource.id, ...fields, createdAt: now, updatedAt: now })
    expect(await store.resources.get(resource.id)).toStrictEqual(resource)
    expect(await store.resources.secretData(resource.id)).toBe('token')
    await store.resources.update(resource.id, { name: 'renamed', now })
    expect(await store.resources.secretData(resource.id)).toBe('token')
    await store.resources.update(resource.id, { name: resource.name, secretData: 'another', now })
    expect(await store.resources.secretData(resource.id)).toBe('another')
    const plain = await makeResource(store, environment)
    expect(await store.resources.secretData(plain.id)).toBeUndefined()
  })

  test('an updated resource keeps the fields that were not named', async () => {
    const store = await open()
    const { environment } = await makePlace(store)
    const resource = await makeResource(store, environment)
    await store.resources.update(resource.id, { comment: null, metadata: { dns_active: true }, now: now + 1 })
    const updated = { ...resource, comment: null, metadata: { dns_active: true }, updatedAt: now + 1 }
    expect(await store.resources.get(resource.id)).toStrictEqual(updated)
  })

  test('a deleted resource is found no more, and its secret is gone', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const resource = await makeResource(store, environment, 'token')
    const other = await makeResource(store, environment)
    expect(await store.resources.countInProject(project.id)).toBe(2)
    await store.resources.softDelete(resource.id, now + 1)
    expect(await store.resources.get(resource.id)).toBeUndefined()
    expect(await store.resources.secretData(resource.id)).toBeUndefined()
    expect(await store.resources.list(environment.id)).toStrictEqual([other])
    expect(await store.resources.list(environment.id, 'dns')).toStrictEqual([other])
    expect(await store.resources.list(environment.id, 'instance')).toEqual([])
    expect(await store.resources.countInProject(project.id)).toBe(1)
  })

  test('a zone is its resource, its domain and its binding', async () => {
    const store = await open()
    const { environment } = await makePlace(store)
    const resource = await makeZone(store, environment, 'example.com.')
    const zone = await store.zones.get(resource.id)
    expect(zone).toStrictEqual({
      resource,
      domain: 'example.com.',
      binding: {
        id: expect.any(Number),
        provider: 'builtin',
        connectionId: null,
        hostedZoneId: String(resource.id),
        nameServers: ['ns1.example.net.', 'ns2.example.net.'],
      },
    })
    expect(await store.zones.findByDomain(environment.id, 'example.com.')).toStrictEqual(zone)
    expect(await store.zones.findByDomain(environment.id, 'example.org.')).toBeUndefined()
    const second = await makeZone(store, environment, 'example.org.')
    expect((await store.zones.list(environment.id)).map(({ resource }) => resource.id)).toEqual([
      resource.id,
      second.id,
    ])
  })

  test('an environment has a domain once, until its zone is deleted', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const first = await makeZone(store, environment, 'example.com.')
    await expect(makeZone(store, environment, 'example.com.')).rejects.toEqual(taken)
    const staging = await store.projects.createEnvironment({ projectId: project.id, slug: 'staging', name: 'S', now })
    await makeZone(store, staging, 'example.com.')
    await store.zones.delete(first.id)
    expect(await store.zones.get(first.id)).toBeUndefined()
    const again = await makeZone(store, environment, 'example.com.')
    expect((await store.zones.findByDomain(environment.id, 'example.com.'))?.resource.id).toBe(again.id)
  })

  test('a hosted zone is bound once at each place of its service, until its zone is deleted', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const staging = await store.projects.createEnvironment({ projectId: project.id, slug: 'staging', name: 'S', now })
    const hosted = { hostedZoneId: 'Z1' }
    const first = await makeZone(store, environment, 'example.com.', null, hosted)
    await expect(makeZone(store, staging, 'example.com.', null, hosted)).rejects.toEqual(taken)
    expect(await store.zones.isBound({ provider: 'builtin', ...hosted })).toBe(true)
    expect(await store.zones.isBound({ provider: 'another', ...hosted })).toBe(false)
    await makeZone(store, staging, 'example.com.', null, { ...hosted, service: 'https://elsewhere.example' })
    await store.zones.delete(first.id)
    expect(await store.zones.isBound({ provider: 'builtin', ...hosted })).toBe(false)
    await makeZone(store, environment, 'example.com.', null, hosted)
  })

  test('of many that bind a hosted zone at once one succeeds', async () => {
    const store = await open()
    const { project } = await makePlace(store)
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.projects.createEnvironment({ projectId: project.id, slug: `e${index}`, name: 'E', now }),
      ),
    )
    const ends = await Promise.allSettled(
      many.map(environment => makeZone(store, environment, 'example.com.', null, { hostedZoneId: 'Z1' })),
    )
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toEqual(taken)
  })

  test('the zones of a connection move to another place of the service, unless they are bound there already', async () => {
    const store = await open()
    const { workspace, environment, project } = await makePlace(store)
    const staging = await store.projects.createEnvironment({ projectId: project.id, slug: 'staging', name: 'S', now })
    const { id } = await makeConnection(store, workspace.id)
    await makeZone(store, environment, 'example.com.', id, { hostedZoneId: 'Z1' })
    await makeZone(store, staging, 'example.com.', null, { hostedZoneId: 'Z1', service: 'there' })
    await expect(store.zones.moveService(id, 'there')).rejects.toEqual(taken)
    await store.zones.moveService(id, 'elsewhere')
    expect(await store.zones.isBound({ provider: 'builtin', hostedZoneId: 'Z1' })).toBe(false)
    expect(await store.zones.isBound({ provider: 'builtin', hostedZoneId: 'Z1', service: 'elsewhere' })).toBe(true)
  })

  test('whoever makes a zone of a domain through a connection has the same reference, until it is forgotten', async () => {
    const store = await open()
    const { workspace } = await makePlace(store)
    const { id } = await makeConnection(store, workspace.id)
    const references = await Promise.all(
      ['a', 'b', 'c', 'd'].map(fresh => store.zones.reference(id, 'example.com.', fresh)),
    )
    expect(new Set(references).size).toBe(1)
    expect(await store.zones.reference(id, 'example.org.', 'other')).toBe('other')
    await store.zones.forgetReference(id, 'example.com.')
    expect(await store.zones.reference(id, 'example.com.', 'next')).toBe('next')
  })

  test('of many refusals of a connection one in a while is looked into, until it is tested again', async () => {
    const store = await open()
    const { workspace } = await makePlace(store)
    const { id } = await makeConnection(store, workspace.id)
    const credentials = (await store.connections.credentials(id)) ?? ''
    const note = (at: number, given = credentials) =>
      store.connections.noteRefusal(id, { credentials: given, since: at - 60, now: at })
    expect(await note(now)).toBe(false)
    await store.connections.update(id, { status: 'connected', now })
    expect(await note(now, 'others')).toBe(false)
    expect((await Promise.all([note(now), note(now), note(now)])).filter(Boolean)).toHaveLength(1)
    expect([await note(now + 59), await note(now + 61)]).toEqual([false, true])
    await store.connections.update(id, { status: 'connected', now })
    expect(await note(now + 62)).toBe(true)
  })

  test('a connection is told to be refused only for the credentials that it has, and once', async () => {
    const store = await open()
    const { workspace } = await makePlace(store)
    const { id } = await makeConnection(store, workspace.id)
    const credentials = (await store.connections.credentials(id)) ?? ''
    await store.connections.update(id, { status: 'connected', now })
    const refused = { statusDetail: 'no', now: now + 1 }
    expect(await store.connections.refuse(id, { ...refused, credentials: 'others' })).toBe(false)
    expect(await store.connections.refuse(id, { ...refused, credentials })).toBe(true)
    expect(await store.connections.refuse(id, { ...refused, credentials })).toBe(false)
    expect(await store.connections.get(workspace.id, id)).toMatchObject({ status: 'failed', statusDetail: 'no' })
  })
}

function keysAndDomains({ open }: TestDatabases) {
  test('a machine key keeps its grants and belongs to its project', async () => {
    const store = await open()
    const { project } = await makePlace(store)
    const fields = { projectId: project.id, name: 'ci', accessKey: 'rk_1', secretHash: 'h', expiresAt: now + 9 }
    const key = await store.machineKeys.create({ ...fields, grants: { types: ['A'], readOnly: true }, now })
    expect(key).toStrictEqual({
      id: key.id,
      ...fields,
      grants: { types: ['A'], readOnly: true },
      tsig: null,
      lastUsedAt: null,
      createdAt: now,
    })
    await expect(store.machineKeys.create({ ...fields, grants: null, now })).rejects.toEqual(taken)
    const free = await store.machineKeys.create({ ...fields, accessKey: 'rk_2', grants: null, now })
    await store.machineKeys.touch(key.id, now + 1)
    expect(await store.machineKeys.findByAccessKey('rk_1')).toStrictEqual({ ...key, lastUsedAt: now + 1 })
    expect(await store.machineKeys.findByAccessKey('RK_1')).toBeUndefined()
    expect(await store.machineKeys.list(project.id)).toStrictEqual([{ ...key, lastUsedAt: now + 1 }, free])
    expect(await store.machineKeys.delete(project.id + 1, key.id)).toBe(false)
    expect(await store.machineKeys.delete(project.id, key.id)).toBe(true)
    expect(await store.machineKeys.findByAccessKey('rk_1')).toBeUndefined()
  })

  test('a domain is tied to a zone, once in a project', async () => {
    const store = await open()
    const { project, environment } = await makePlace(store)
    const zone = await makeZone(store, environment, 'example.com.')
    const fields = {
      projectId: project.id,
      domain: 'example.com.',
      zoneId: zone.id,
      internalPurchase: true,
      verified: false,
      configured: true,
    }
    const domain = await store.domains.create({ ...fields, now })
    expect(domain).toStrictEqual({ id: domain.id, ...fields, createdAt: now })
    await expect(store.domains.create({ ...fields, now })).rejects.toEqual(taken)
    expect(await store.domains.list(project.id)).toStrictEqual([domain])
    expect(await store.domains.find(project.id, 'example.com.')).toStrictEqual(domain)
    expect(await store.domains.find(project.id + 1, 'example.com.')).toBeUndefined()
    expect(await store.domains.delete(project.id, domain.id)).toBe(true)
    expect(await store.domains.delete(project.id, domain.id)).toBe(false)
    await store.domains.create({ ...fields, now })
    await store.domains.deleteOfZone(zone.id + 1)
    expect(await store.domains.list(project.id)).toHaveLength(1)
    await store.domains.deleteOfZone(zone.id)
    expect(await store.domains.list(project.id)).toStrictEqual([])
  })
}

function activities({ open }: TestDatabases) {
  test('activities come newest first, page by page', async () => {
    const store = await open()
    await store.activities.add(Array.from({ length: 5 }, (_, index) => activity({ subject: `n${index}` })))
    const first = await store.activities.list({ workspaceIds: [1], limit: 2 })
    expect(first.map(({ subject }) => subject)).toEqual(['n4', 'n3'])
    const second = await store.activities.list({ workspaceIds: [1], limit: 9, before: first[1]!.id })
    expect(second.map(({ subject }) => subject)).toEqual(['n2', 'n1', 'n0'])
  })

  test('an activity comes back as it was told, whatever before and after are', async () => {
    const store = await open()
    const { now: createdAt, ...told } = activity({
      before: null,
      after: { records: ['"a\\"b" "ü€😀"', ''], deep: [[1.5, true, null]] },
      address: '2001:db8::1',
      actorName: 'quotes \' " and {braces}, \\ and %',
    })
    await store.activities.add([{ ...told, now: createdAt }, activity({ before: undefined, after: 'text' })])
    await store.activities.add([])
    const [second, first] = await store.activities.list({ workspaceIds: [1], limit: 9 })
    expect(first).toStrictEqual({ ...told, id: first!.id, createdAt })
    expect(second).toMatchObject({ before: null, after: 'text' })
  })

  test('activities are narrowed by workspace, project, resource, action and actor', async () => {
    const store = await open()
    await store.activities.add([
      activity({ subject: 'other workspace', workspaceId: 2 }),
      activity({ subject: 'other project', projectId: 9 }),
      activity({ subject: 'other resource', resourceId: null }),
      activity({ subject: 'other action', action: 'zone.create' }),
      activity({ subject: 'other actor', actorId: null }),
      activity({ subject: 'it' }),
    ])
    const list = async (filter: object) => {
      const found = await store.activities.list({ workspaceIds: [1], limit: 9, ...filter })
      return found.map(({ subject }) => subject)
    }
    const narrowing = { projectId: 2, resourceId: 4, action: 'record_set.put', actorId: 5 }
    expect(await list(narrowing)).toEqual(['it'])
    expect(await list({ workspaceIds: [1, 2], ...narrowing })).toEqual(['it', 'other workspace'])
    expect(await list({ projectId: 9 })).toEqual(['other project'])
    expect(await list({ action: 'zone.create' })).toEqual(['other action'])
    expect(await list({ workspaceIds: [] })).toEqual([])
  })
}

function counters({ open }: TestDatabases) {
  const minute = 60_000
  const start = minute * 1_000_000

  test('hits are counted in each window until the next begins', async () => {
    const { counters } = await open()
    expect(await counters.hit('k', [60, 120], start)).toEqual([1, 1])
    expect(await counters.hit('k', [60, 120], start + minute - 1)).toEqual([2, 2])
    expect(await counters.hit('k', [60, 120], start + minute)).toEqual([1, 3])
    expect(await counters.hit('other', [60], start)).toEqual([1])
  })

  test('hits at the same time are all counted', async () => {
    const { counters } = await open()
    const hits = Array.from({ length: 40 }, () => counters.hit('k', [60, 3_600], start))
    const counts = await Promise.all(hits)
    const expected = Array.from({ length: 40 }, (_, index) => index + 1)
    expect(counts.map(([short]) => short!).sort((a, b) => a - b)).toEqual(expected)
    expect(counts.map(([, long]) => long!).sort((a, b) => a - b)).toEqual(expected)
  })

  test('a hit that is taken back is as if it had not been', async () => {
    const { counters } = await open()
    await counters.hit('k', [60], start)
    await counters.hit('k', [60], start + 1)
    await counters.takeBack('k', [60], start + 1)
    expect(await counters.hit('k', [60], start + 2)).toEqual([2])
    await counters.takeBack('unknown', [60], start)
    expect(await counters.hit('unknown', [60], start)).toEqual([1])
  })

  test('windows that have ended are deleted, others stay', async () => {
    const { counters } = await open()
    await counters.hit('k', [60, 120], start)
    expect(await counters.deleteExpired(start + minute)).toBe(1)
    expect(await counters.hit('k', [60, 120], start)).toEqual([1, 2])
  })
}

function transactions({ open, create }: TestDatabases) {
  test('a transaction that throws leaves nothing behind', async () => {
    const store = await open()
    const work = store.transaction(async tx => {
      await makeUser(tx)
      await tx.counters.hit('k', [60], now)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await store.users.count()).toBe(0)
    expect(await store.counters.hit('k', [60], now)).toEqual([1])
  })

  test('a transaction goes on after a key that is taken', async () => {
    const store = await open()
    await makeUser(store)
    await store.transaction(async tx => {
      await expect(makeUser(tx)).rejects.toEqual(taken)
      await makeUser(tx, 'second@example.com')
    })
    expect(await store.users.count()).toBe(2)
  })

  test('calls outside do not slip into a transaction under way', async () => {
    const store = await open()
    const failing = store.transaction(async tx => {
      await makeUser(tx, 'inside@example.com')
      await new Promise(resolve => setTimeout(resolve, 20))
      throw new Error('no')
    })
    const outside = makeUser(store, 'outside@example.com')
    await expect(failing).rejects.toThrow('no')
    await outside
    expect(await store.users.findByEmail('outside@example.com')).toBeDefined()
    expect(await store.users.findByEmail('inside@example.com')).toBeUndefined()
  })

  test('a transaction inside a transaction is refused', async () => {
    const store = await open()
    const nested = store.transaction(tx => tx.transaction(async () => {}))
    await expect(nested).rejects.toThrow('inside a transaction')
  })

  test('a store answers a ping until it is closed, and keeps what it was given', async () => {
    const options = await create()
    const store = await openStore(options)
    await store.ping()
    await makeUser(store)
    await store.close()
    await expect(store.ping()).rejects.toThrow()
    const again = await openStore(options)
    expect(await again.users.count()).toBe(1)
    await again.close()
  })
}

function makeUser(store: Store, email = 'ada@example.com') {
  return store.users.create({ email, name: 'Ada', passwordHash: 'h', now })
}

async function makeWorkspace(store: Store) {
  const user = await makeUser(store)
  const workspace = await store.workspaces.create({ slug: 'default', name: 'Default', now })
  await store.workspaces.putMember(workspace.id, user.id, 'owner', now)
  return { user, workspace }
}

async function makePlace(store: Store) {
  const { user, workspace } = await makeWorkspace(store)
  const project = await store.projects.create({ workspaceId: workspace.id, slug: 'demo', name: 'Demo', now })
  const environment = await store.projects.createEnvironment({ projectId: project.id, slug: 'prod', name: 'P', now })
  return { user, workspace, project, environment }
}

function makeConnection(store: Store, workspaceId: number): Promise<Connection> {
  return store.connections.create({
    workspaceId,
    name: 'Main',
    provider: 'powerdns',
    status: 'pending',
    credentials: '{"apiKey":"ключ"}',
    now,
  })
}

type Environment = { id: number; projectId: number }

function makeResource(store: Store, environment: Environment, secretData?: string): Promise<Resource> {
  return store.resources.create({
    projectId: environment.projectId,
    environmentId: environment.id,
    resourceType: 'dns',
    name: 'main',
    status: 'active',
    comment: 'c',
    positionX: null,
    positionY: null,
    metadata: {},
    ...(secretData === undefined ? {} : { secretData }),
    now,
  })
}

async function makeZone(
  store: Store,
  environment: Environment,
  domain: string,
  connectionId: number | null = null,
  hosted: { hostedZoneId?: string; service?: string } = {},
) {
  const resource = await makeResource(store, environment)
  const nameServers = ['ns1.example.net.', 'ns2.example.net.']
  const { hostedZoneId = String(resource.id), ...service } = hosted
  const binding = { provider: 'builtin', connectionId, hostedZoneId, nameServers }
  const { id: environmentId } = environment
  await store.zones.create({ resourceId: resource.id, environmentId, domain, binding, ...service, now })
  return resource
}

function activity(fields: Partial<NewActivity>): NewActivity {
  return {
    workspaceId: 1,
    projectId: 2,
    environmentId: 3,
    resourceId: 4,
    actorKind: 'user',
    actorId: 5,
    actorName: 'ada@example.com',
    action: 'record_set.put',
    subject: 'www.example.com. A',
    requestId: 'r1',
    address: null,
    before: null,
    after: null,
    now,
    ...fields,
  }
}
