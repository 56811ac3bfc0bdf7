import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient, createMachineClient, type WantedChange } from '../../src/sdk/index.ts'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'

let zoneplane: TestZoneplane
let client: Client
beforeAll(async () => {
  zoneplane = await startTestZoneplane({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  client = createClient({ url: zoneplane.url, apiKey: zoneplane.apiKey })
})
afterAll(() => zoneplane.stop())

const production = () => client.project('demo').environment()
const newZone = async (domainName: string) => {
  const { id } = await production().zones.create({ name: domainName, domainName })
  return production().zone(id)
}

test('a session is begun, used, and ended', async () => {
  const { token, user } = await client.auth.logIn(zoneplane.admin)
  const session = createClient({ url: zoneplane.url, token })
  expect(await session.auth.me()).toMatchObject({ user, via: 'session' })
  const { id, key } = await session.apiKeys.create({ name: 'for a test' })
  expect(await createClient({ url: zoneplane.url, apiKey: key }).auth.me()).toMatchObject({ via: 'api_key' })
  await session.apiKeys.delete(id)
  await session.auth.logOut()
  await expect(session.auth.me()).rejects.toMatchObject({ status: 401, code: 'unauthorized' })
})

test('records are put, listed page by page, and deleted', async () => {
  const { records } = await newZone('pages.example')
  for (const name of ['a', 'b', 'c']) await records.put({ name, type: 'A', values: ['192.0.2.1'] })
  const names: string[] = []
  for await (const { name } of records.list({ type: 'A', limit: 2 })) names.push(name)
  expect(names).toEqual(['a.pages.example', 'b.pages.example', 'c.pages.example'])
  const first = await records.list({ type: 'A', limit: 2 }).page()
  expect(first.items).toHaveLength(2)
  const second = await records.list({ type: 'A', limit: 2 }).page(first.nextCursor)
  expect(second).toMatchObject({ items: [{ name: 'c.pages.example' }], nextCursor: null })
  await records.delete({ name: 'a', type: 'A', values: ['192.0.2.1'] })
  expect(await records.list({ type: 'A' }).all()).toHaveLength(2)
})

test('changes are planned, made, looked up and taken back', async () => {
  const { changes } = await newZone('history.example')
  const wanted: WantedChange[] = [{ action: 'create', name: 'www', type: 'A', values: ['192.0.2.1'] }]
  const plan = await changes.plan(wanted)
  expect(plan).toMatchObject({ changes: [{ op: 'create', name: 'www.history.example' }], problems: [], dangers: [] })
  const made = await changes.submit(wanted, {
    comment: 'first',
  })
  expect(made).toMatchObject({ status: 'applied', comment: 'first' })
  expect(await changes.changesOf(made.id).all()).toMatchObject([{ op: 'create', name: 'www.history.example' }])
  expect(await changes.planRevert(made.id)).toMatchObject({ changes: [{ op: 'delete' }] })
  expect(await changes.revert(made.id, { confirm: true })).toMatchObject({ revertOf: made.id, status: 'applied' })
  const kinds = (await changes.list().all()).map(({ kind }) => kind)
  expect(kinds).toEqual(['revert', 'write'])
})

test('a dangerous plan comes with the error that asks for a confirmation', async () => {
  const { changes, records } = await newZone('danger.example')
  for (const name of ['www', 'api']) await records.put({ name, type: 'A', values: ['192.0.2.1'] })
  const call = changes.submit(['www', 'api'].map(name => ({ action: 'delete', name, type: 'A' })))
  await expect(call).rejects.toMatchObject({
    code: 'confirmation_required',
    plan: { dangers: [{ code: 'zone_emptied' }], changes: [{ op: 'delete' }, { op: 'delete' }] },
  })
})

test('a zone file goes in with its progress told, and comes out whole', async () => {
  const zone = await newZone('files.example')
  const lines = Array.from({ length: 300 }, (_, index) => `h${index} 60 IN A 192.0.2.${index % 250}`)
  const file = `${lines.join('\n')}\n`
  expect(await zone.planImport(file)).toMatchObject({ counts: { create: 300 } })
  const told: { done: number; total: number }[] = []
  const imported = await zone.import(file, { comment: 'all', onProgress: progress => told.push(progress) })
  expect(imported.changeSet).toMatchObject({ kind: 'import', status: 'applied', comment: 'all', total: 300 })
  expect(told.at(-1)).toEqual({ done: 300, total: 300 })
  expect(await zone.import(file)).toMatchObject({ changeSet: null, counts: { unchanged: 300 } })
  const text = await (await zone.export()).text()
  expect(text).toContain('; end of files.example')
  expect(await zone.planImport(text, { mode: 'replace' })).toMatchObject({ counts: { unchanged: 300, delete: 0 } })
})

test('a zone that was cut off on its way is an error, and not a smaller zone', async () => {
  const { id } = await (await newZone('cut.example')).get()
  const cutting = (async (...args: Parameters<typeof fetch>) => {
    const text = await (await fetch(...args)).text()
    return new Response(text.slice(0, -5))
  }) as typeof fetch
  const cut = createClient({ url: zoneplane.url, apiKey: zoneplane.apiKey, fetch: cutting })
  const file = await cut.project('demo').environment().zone(id).export()
  await expect(file.text()).rejects.toMatchObject({ name: 'ZoneplaneError', code: 'unexpected_reply' })
})

test('drift, propagation and a sync tell how a zone is served', async () => {
  const zone = await newZone('served.example')
  await zone.records.put({ name: '_gateways_app', type: 'TXT', values: ['installed'] })
  expect(await zone.drift()).toMatchObject({ inSync: true, counts: { written: 1 }, nextCursor: null })
  expect((await zone.propagation({ name: '_gateways_app', type: 'TXT' })).servers[0]).toMatchObject({ agrees: true })
  const synced = await zone.sync()
  expect(synced).toMatchObject({ zone: { metadata: { dns_active: true } }, details: { expected: 'installed' } })
})

test('resources of an environment, what connects them, and all that was done are there', async () => {
  const { id } = await (await newZone('canvas.example')).get()
  const { resources, subdomains, resourceConnections } = production()
  const { id: subdomainId } = await subdomains.create({ name: 'app' })
  const target = await resources.create({ resourceType: 'instance', name: 'vm', metadata: { publicIpv4: '192.0.2.9' } })
  const edge = await resourceConnections.create({
    sourceResourceType: 'subdomain',
    sourceResourceId: subdomainId,
    targetResourceType: 'instance',
    targetResourceId: target.id,
    connectionDetails: { dnsResourceId: id },
  })
  expect(edge).toMatchObject({ status: 'connected' })
  expect(await resourceConnections.delete(edge.id)).toMatchObject({ leftAlone: [] })
  await resources.delete(target.id)
  await production().zone(id).delete()
  expect(await production().zones.find('canvas.example')).toBeUndefined()
  const [latest] = (await client.activities.list({ action: 'zone.delete' }).page()).items
  expect(latest).toMatchObject({ action: 'zone.delete', resourceId: id })
  expect((await client.resourceTypes.get('dns')).category).toBe('zone')
})

test('the machine API adds, replaces and takes out records of a domain', async () => {
  const { id } = await (await newZone('machine.example')).get()
  const { token } = await client.auth.logIn(zoneplane.admin)
  const project = createClient({ url: zoneplane.url, token }).project('demo')
  await project.domains.create({ domain: 'machine.example', zoneId: id, internalPurchase: true })
  const { key } = await project.machineKeys.create({ name: 'TXT alone', grants: { types: ['TXT'] } })
  const machine = createMachineClient({ url: zoneplane.url, key })
  expect((await machine.domains.list()).map(({ domain }) => domain)).toEqual(['machine.example'])
  const { add, put, remove, list } = machine.domain('machine.example')
  await add({ type: 'TXT', name: '_acme-challenge', value: 'one' })
  await put({ type: 'TXT', name: '_acme-challenge', values: [{ value: 'two' }] })
  const added = { type: 'TXT', name: '_acme-challenge', value: 'two', ttl: 300 }
  expect(await list()).toContainEqual(added)
  expect(await remove({ type: 'TXT', name: '_acme-challenge', value: 'two' })).not.toContainEqual(added)
  await expect(add({ type: 'A', name: '@', value: '192.0.2.1' })).rejects.toMatchObject({
    status: 403,
    code: 'forbidden',
  })
})

test('what happens in an environment is told as it happens, until nobody listens any more', async () => {
  const { id } = await (await newZone('events.example')).get()
  const leave = new AbortController()
  const told: string[] = []
  const following = (async () => {
    for await (const { name, data } of production().events({ signal: leave.signal })) {
      if (name === 'change-set' && data.zoneId === id) told.push(data.status)
      if (told.length === 2) leave.abort(new Error('heard enough'))
    }
  })()
  const wrote = setInterval(() => {
    const put = production()
      .zone(id)
      .records.put({ name: 'www', type: 'A', values: [`192.0.2.${told.length + Math.floor(Math.random() * 200)}`] })
    put.catch(() => {})
  }, 50)
  await expect(following).rejects.toThrow('heard enough')
  clearInterval(wrote)
  expect(told).toEqual(['applied', 'applied'])
})

test('secondaries of a workspace follow its zones, or those that are chosen for one', async () => {
  const { secondaries, catalogZone } = client.workspace('default')
  const { id, tsig } = await secondaries.create({ name: 'one', address: '127.0.0.1', port: 9, notify: false })
  expect(tsig?.secret).toMatch(/=$/)
  const zone = await newZone('followed.example')
  expect(await zone.secondaries.get()).toMatchObject({ secondaries: 'workspace', states: [{ secondary: { id } }] })
  expect(await zone.secondaries.set([])).toMatchObject({ states: [] })
  expect(await catalogZone.set('catalog.invalid')).toMatchObject({ domain: 'catalog.invalid' })
  expect(await secondaries.delete(id)).toMatchObject({ name: 'one' })
})
