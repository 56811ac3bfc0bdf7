import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp } from '../src/services/clean-up.ts'
import { type ConnectionWorld, connectionWorld } from './connection-world.ts'
import { onEachStore } from './each-store.ts'
import { openStoredRows } from './stored-rows.ts'
import type { Loose, TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

onEachStore(start => {
  let app: TestApp
  let zones: ZoneWorld
  let world: ConnectionWorld
  const place = '/api/demo/production'
  beforeAll(async () => {
    app = await start()
    zones = await createZoneWorld(app)
    world = connectionWorld(zones.call, place)
  })
  afterAll(() => app.stop())

  test('the types are there for everybody', async () => {
    const { status, body } = await app.call<Loose[]>('GET', '/api/resource-types?activeOnly=true')
    const subtypes = body.data.map(({ subtype }) => String(subtype))
    const all = ['dns', 'subdomain', 'instance', 'static_website', 'load_balancer', 'distribution', 'application']
    expect([status, subtypes, body.count]).toEqual([200, all, 7])
    const one = await app.call('GET', '/api/resource-types/instance')
    expect(one.body.data).toMatchObject({ subtype: 'instance', isActive: true, metadataFields: expect.any(Array) })
    expect((await app.call('GET', '/api/resource-types/toaster')).status).toBe(404)
    expect((await app.call('GET', '/api/resource-types?activeOnly=maybe')).status).toBe(400)
  })

  test('a subdomain is kept in lower case, once in its environment, and free again when it is deleted', async () => {
    const make = (name: string) => zones.call('POST', `${place}/subdomains`, { name, positionX: 1, positionY: 2 })
    const { status, body } = await make('Blog.EU')
    expect([status, body.data]).toMatchObject([
      201,
      {
        name: 'blog.eu',
        subdomainName: 'blog.eu',
        status: 'active',
        position: { x: 1, y: 2 },
        project: { slug: 'demo' },
      },
    ])
    const again = await make('bLOG.eu')
    expect([again.status, again.body.code]).toEqual([400, 'duplicate_subdomain'])
    const url = `${place}/subdomains/${body.data.id}`
    expect((await zones.call('GET', url)).body.data).toEqual(body.data)
    expect((await zones.call<Loose[]>('GET', `${place}/subdomains`)).body.data).toContainEqual(body.data)
    const renamed = await zones.call('PATCH', `${place}/resources/${body.data.id}`, { name: 'The blog' })
    expect(renamed.body.data).toMatchObject({ name: 'The blog', subdomainName: 'blog.eu' })
    expect((await zones.call('DELETE', `${place}/resources/${body.data.id}`)).status).toBe(200)
    expect((await zones.call('GET', url)).status).toBe(404)
    expect((await make('blog.eu')).status).toBe(201)
  })

  test('of twenty who make one subdomain one does', async () => {
    const makes = Array.from({ length: 20 }, () => zones.call('POST', `${place}/subdomains`, { name: 'race' }))
    const statuses = (await Promise.all(makes)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([201, ...Array.from({ length: 19 }, () => 400)])
  })

  test.each([
    ['*.example', 'wildcard_not_allowed'],
    ['a..b', 'empty_label'],
    ['-a', 'invalid_label'],
    ['a_b', 'invalid_label'],
    ['bücher', 'invalid_label'],
    ['a'.repeat(64), 'label_too_long'],
    [`${'a'.repeat(60)}.`.repeat(5), 'name_too_long'],
    ['a.', 'empty_label'],
    ['', 'too_short'],
  ])('a subdomain %j is refused', async (name, code) => {
    const { status, body } = await zones.call('POST', `${place}/subdomains`, { name })
    expect([status, body.details.map(problem => problem.path)]).toEqual([400, expect.arrayContaining(['name'])])
    if (code !== 'too_short') expect(body.details.map(problem => problem.code)).toContain(code)
  })

  test('resources are listed by type, moved, renamed, and found in their own environment only', async () => {
    const zoneUrl = await zones.makeZone('listed.example')
    const zoneId = Number(zoneUrl.split('/').at(-1))
    const id = await world.target('distribution', { domainName: 'D1.cloudfront.net' })
    const listed = await zones.call<Loose[]>('GET', `${place}/resources?type=distribution`)
    expect(listed.body.data.map(({ id }) => Number(id))).toEqual([id])
    const all = await zones.call<Loose[]>('GET', `${place}/resources`)
    const zone = all.body.data.find(one => Number(one.id) === zoneId)
    expect(zone).toMatchObject({ resourceType: 'dns', domainName: 'listed.example', metadata: { dns_active: false } })
    expect((await zones.call('GET', `${place}/resources/${zoneId}`)).body.data).toEqual(zone)
    expect((await zones.call('GET', `${place}/resources?type=toaster`)).status).toBe(400)
    const moved = await zones.call('PATCH', `${place}/resources/${id}/position`, { x: -5.5, y: 1e6 })
    expect(moved.body.data).toMatchObject({ position: { x: -5.5, y: 1_000_000 } })
    const half = await zones.call('PATCH', `${place}/resources/${id}`, { positionX: 1 })
    expect([half.status, half.body.details[0]?.path]).toEqual([400, 'positionY'])
    await zones.call('POST', '/api/projects/demo/environments', { name: 'Other' })
    const elsewhere = await zones.call('GET', `/api/demo/other/resources/${id}`)
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'wrong_environment'])
    const meta = await zones.call('PATCH', `${place}/resources/${zoneId}`, { metadata: { hostname: 'a.example' } })
    expect([meta.status, meta.body.details[0]?.code]).toEqual([400, 'not_allowed'])
    const emptied = await zones.call('PATCH', `${place}/resources/${id}`, { metadata: { domain_name: null } })
    expect([emptied.status, emptied.body.details[0]?.code]).toEqual([400, 'address_required'])
  })

  test('the summary counts what one may see', async () => {
    const { body } = await zones.call('GET', '/api/resources/summary')
    const listed = await zones.call<Loose[]>('GET', `${place}/resources`)
    const project = (body.data.projects as unknown as Loose[])[0]
    expect(body.data).toMatchObject({ total: listed.body.count, statuses: { active: listed.body.count } })
    expect(project).toMatchObject({ slug: 'demo', total: listed.body.count })
    const stranger = await app.signUp('Stranger')
    const other = await app.call('GET', '/api/resources/summary', { token: stranger.token })
    expect(other.body.data).toEqual({ total: 0, types: {}, statuses: {}, projects: [] })
  })

  test('every deed is in the activities, and what is deleted is gone for good after 30 days', async () => {
    const id = await world.target('application', { hostname: 'purged-host.example' })
    await zones.call('PATCH', `${place}/resources/${id}`, { name: 'Renamed' })
    await zones.call('DELETE', `${place}/resources/${id}`)
    const { body } = await zones.call<Loose[]>('GET', `/api/activities?resourceId=${id}`)
    expect(body.data.map(({ action }) => String(action))).toEqual([
      'resource.delete',
      'resource.update',
      'target.create',
    ])
    const rows = await openStoredRows(app)
    const isKept = async () => {
      const { store, log } = app.deps
      await cleanUp({ store, log, now: app.deps.now })
      return JSON.parse(await rows.read())
        .flat()
        .some((row: Loose) => Number(row.id) === id && 'deleted_at' in row)
    }
    app.clock.now += 30 * 24 * 3_600_000 - 1000
    expect(await isKept()).toBe(true)
    app.clock.now += 2000
    expect(await isKept()).toBe(false)
    await rows.close()
  })
})
