import { expect, test } from 'vitest'
import { onEachDatabase } from '../../test/servers/databases.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Change } from '../plan/types.ts'
import type { SecondaryFields, Store } from './store.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const fields: SecondaryFields = {
  name: 'ns1',
  address: '192.0.2.1',
  port: 53,
  hostname: 'ns1.example.net.',
  notify: true,
  transferFrom: null,
  tsig: { name: 'ns1-key.', algorithm: 'hmac-sha256', secret: 'c2VjcmV0IG9mIG5zMQ==' },
}

onEachDatabase(databases => {
  const open = async () => {
    const store = await databases.open()
    const workspace = await store.workspaces.create({ slug: unique('w'), name: 'W', now })
    return { store, workspace, secondary: await store.secondaries.create(workspace.id, keyed('a'), now) }
  }

  test('a secondary comes back as it was made, and with its secret only where that is asked for', async () => {
    const { store, workspace, secondary } = await open()
    expect(secondary).toMatchObject({ workspaceId: workspace.id, name: 'a', address: '192.0.2.1', notify: true })
    expect(secondary.tsig).toEqual({ name: secondary.tsig?.name, algorithm: 'hmac-sha256' })
    expect(await store.secondaries.get(workspace.id, secondary.id)).toEqual(secondary)
    expect(await store.secondaries.get(workspace.id + 1, secondary.id)).toBeUndefined()
    const all = await store.secondaries.all()
    expect(all.find(({ id }) => id === secondary.id)?.tsig?.secret).toBe(fields.tsig?.secret)
  })

  test('the name is taken in the workspace, and the name of the key everywhere', async () => {
    const { store, workspace, secondary } = await open()
    const other = await store.workspaces.create({ slug: unique('w'), name: 'W', now })
    const create = (workspaceId: number, given: SecondaryFields) => store.secondaries.create(workspaceId, given, now)
    await expect(create(workspace.id, { ...keyed('b'), name: 'a' })).rejects.toMatchObject({ code: 'taken' })
    const sameKey = { ...fields, name: 'c', tsig: { ...fields.tsig!, name: secondary.tsig!.name } }
    await expect(create(other.id, sameKey)).rejects.toMatchObject({ code: 'taken' })
    const c = await create(other.id, { ...keyed('a'), tsig: null })
    await expect(store.secondaries.update(c.id, { tsig: sameKey.tsig }, now)).rejects.toMatchObject({ code: 'taken' })
    await store.secondaries.update(c.id, { name: 'c', transferFrom: ['192.0.2.0/24'] }, now + 1)
    const changed = { name: 'c', tsig: null, transferFrom: ['192.0.2.0/24'], updatedAt: now + 1 }
    expect(await store.secondaries.get(other.id, c.id)).toMatchObject(changed)
  })

  test('a zone is followed by all of its workspace, unless it has a list of its own', async () => {
    const { store, workspace, secondary } = await open()
    const zone = await makeZone(store, workspace.id)
    expect(await store.secondaries.choice(zone.id)).toBeNull()
    await store.secondaries.choose(zone.id, [secondary.id])
    expect(await store.secondaries.choice(zone.id)).toEqual([secondary.id])
    await store.secondaries.delete(secondary.id)
    expect(await store.secondaries.choice(zone.id)).toEqual([])
    expect(await store.secondaries.choices()).toContainEqual({ hostedZoneId: zone.id, ids: [] })
    await store.secondaries.choose(zone.id, null)
    expect(await store.secondaries.choice(zone.id)).toBeNull()
    expect(await store.secondaries.choice(zone.id + 1000)).toBeUndefined()
  })

  test('the journal has every step since a serial, and none where one is missing', async () => {
    const { store, workspace, secondary } = await open()
    const zone = await makeZone(store, workspace.id)
    await commit(store, zone, 1, [{ op: 'create', after: a(zone.domain, '192.0.2.1') }])
    const moved = { before: a(zone.domain, '192.0.2.1'), after: a(zone.domain, '192.0.2.2') }
    await commit(store, zone, 2, [{ op: 'replace', ...moved }])
    await commit(store, zone, 3, [{ op: 'delete', before: moved.after }])
    const steps = await store.journal.since(zone.id, 2)
    expect(steps).toEqual([
      { before: [soa(zone.domain, 2), moved.before], after: [moved.after, soa(zone.domain, 3)] },
      { before: [soa(zone.domain, 3), moved.after], after: [soa(zone.domain, 4)] },
    ])
    expect(await store.journal.since(zone.id, 1)).toHaveLength(3)
    expect(await store.journal.since(zone.id, 4)).toEqual([])
    for (const serial of [0, 5]) expect(await store.journal.since(zone.id, serial)).toBeUndefined()
    await store.secondaries.delete(secondary.id)
    await commit(store, zone, 4, [])
    expect(await store.journal.since(zone.id, 2)).toBeUndefined()
    expect(await store.journal.deleteUnfollowed()).toBeGreaterThanOrEqual(3)
    expect(await store.journal.since(zone.id, 3)).toBeUndefined()
  })

  test('the journal keeps no more than a secondary could use, the newest of it', async () => {
    const { store, workspace } = await open()
    const zone = await makeZone(store, workspace.id)
    const large = (text: string): RRset[] =>
      Array.from({ length: 300 }, (_, index) => ({
        name: `t${index}.${zone.domain}`,
        type: 'TXT',
        ttl: 60,
        records: [`"${text.repeat(200)}"`],
      }))
    const letters = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz'
    await commit(
      store,
      zone,
      1,
      large('z').map(after => ({ op: 'create', after })),
    )
    let before = large('z')
    for (const [index, letter] of [...letters].entries()) {
      const after = large(letter)
      const changes = after.map((set, at): Change => ({ op: 'replace', before: before[at]!, after: set }))
      await commit(store, zone, index + 2, changes)
      before = after
    }
    expect(await store.journal.since(zone.id, 1)).toBeUndefined()
    expect(await store.journal.since(zone.id, letters.length)).toHaveLength(2)
  }, 60_000)

  test('nothing is kept of what nobody follows, nor of a zone that chose to be followed by nobody', async () => {
    const { store, workspace } = await open()
    const zone = await makeZone(store, workspace.id)
    await store.secondaries.choose(zone.id, [])
    await commit(store, zone, 1, [])
    expect(await store.journal.since(zone.id, 1)).toBeUndefined()
  })

  test('what becomes of a zone at its secondaries is kept part by part', async () => {
    const { store, secondary } = await open()
    const pair = { secondaryId: secondary.id, domain: `${unique('z')}.test.` }
    const notified = { at: now, serial: 7, status: 'answered', tries: 1, reason: null } as const
    const seen = { at: now, serial: 7, reason: null }
    await store.secondaryStates.note([{ ...pair, notified }])
    await store.secondaryStates.note([{ ...pair, seen, busyUntil: now + 5 }])
    await store.secondaryStates.note([{ secondaryId: secondary.id + 1000, domain: pair.domain, seen }])
    expect(await store.secondaryStates.of(pair.domain)).toEqual([{ ...pair, notified, transferred: null, seen }])
    const positions = await store.secondaryStates.positions()
    expect(positions.filter(({ domain }) => domain === pair.domain)).toEqual([
      { ...pair, serial: 7, busyUntil: now + 5 },
    ])
  })

  test('of several instances one sees to a secondary that is behind', async () => {
    const { store, secondary } = await open()
    const pairs = [1, 2, 3].map(() => ({ secondaryId: secondary.id, domain: `${unique('z')}.test.` }))
    const claim = (at: number) => store.secondaryStates.claim(pairs, { now: at, until: at + 10 })
    const claims = await Promise.all([claim(now), claim(now)])
    expect(claims.map(({ length }) => length).sort()).toEqual([0, 3])
    expect(await claim(now + 9)).toEqual([])
    expect(await claim(now + 10)).toHaveLength(3)
  })

  test('a catalog has the zones that all secondaries follow, and a new serial whenever they change', async () => {
    const { store, workspace, secondary } = await open()
    const domain = `${unique('catalog')}.test.`
    await store.catalogZones.put(workspace.id, domain, now)
    const read = async () => {
      const { catalog, members = [] } = (await store.catalogZones.read(workspace.id)) ?? {}
      return [catalog?.serial, members.map(({ id }) => id)]
    }
    const first = now / 1000
    expect(await read()).toEqual([first, []])
    const zone = await makeZone(store, workspace.id)
    expect(await read()).toEqual([first + 1, [zone.id]])
    await store.secondaries.choose(zone.id, [secondary.id])
    expect(await read()).toEqual([first + 2, []])
    await store.secondaries.choose(zone.id, null)
    await store.hostedZones.delete(zone.id)
    expect(await read()).toEqual([first + 4, []])
    expect(await store.catalogZones.list()).toContainEqual({ workspaceId: workspace.id, domain, serial: first + 4 })
    await store.catalogZones.put(workspace.id, null, now)
    expect(await store.catalogZones.get(workspace.id)).toBeUndefined()
  })

  test('a zone that is made anew goes on from the serial of the one that was deleted', async () => {
    const { store, workspace } = await open()
    const zone = await makeZone(store, workspace.id)
    await commit(store, zone, 1, [])
    await commit(store, zone, 2, [])
    await store.hostedZones.delete(zone.id)
    const again = await makeZone(store, workspace.id, zone.domain)
    expect(await store.hostedZones.rrsetsAt(again.id, [zone.domain])).toEqual([soa(zone.domain, 4)])
  })

  test('a catalog that is made anew goes on from the serial of the last one, or of the zone that had its name', async () => {
    const { store, workspace } = await open()
    const other = await store.workspaces.create({ slug: unique('w'), name: 'W', now })
    const domain = `${unique('catalog')}.test.`
    await store.catalogZones.put(workspace.id, domain, now)
    for (let zones = 0; zones < 3; zones++) await makeZone(store, workspace.id)
    await store.catalogZones.put(workspace.id, null, now)
    await store.catalogZones.put(other.id, domain, now)
    expect((await store.catalogZones.get(other.id))?.serial).toBe(now / 1000 + 4)
    await store.catalogZones.put(other.id, null, now)
    const zone = await makeZone(store, workspace.id, domain)
    expect(await store.hostedZones.rrsetsAt(zone.id, [domain])).toEqual([soa(domain, now / 1000 + 5)])
    await store.hostedZones.delete(zone.id)
    await store.catalogZones.put(workspace.id, domain, now + 60_000)
    expect((await store.catalogZones.get(workspace.id))?.serial).toBe(now / 1000 + 60)
  })

  test('a domain is either a zone or a catalog', async () => {
    const { store, workspace } = await open()
    const zone = await makeZone(store, workspace.id)
    const other = await store.workspaces.create({ slug: unique('w'), name: 'W', now })
    const taken = { code: 'taken' }
    await expect(store.catalogZones.put(workspace.id, zone.domain, now)).rejects.toMatchObject(taken)
    const domain = `${unique('catalog')}.test.`
    await store.catalogZones.put(workspace.id, domain, now)
    await expect(store.catalogZones.put(other.id, domain, now)).rejects.toMatchObject(taken)
    await expect(makeZone(store, workspace.id, domain)).rejects.toMatchObject(taken)
  })
})

let count = 0
const unique = (word: string) => `${word}${++count}`

function keyed(name: string): SecondaryFields {
  return { ...fields, name, tsig: { ...fields.tsig!, name: `${unique('key')}.` } }
}

const soa = (domain: string, serial: number): RRset => ({
  name: domain,
  type: 'SOA',
  ttl: 900,
  records: [`ns1.test. hostmaster.test. ${serial} 7200 900 1209600 900`],
})
const a = (domain: string, address: string): RRset => ({
  name: `www.${domain}`,
  type: 'A',
  ttl: 300,
  records: [address],
})

function makeZone(store: Store, workspaceId: number, domain = `${unique('z')}.test.`) {
  return store.hostedZones.create({ domain, reference: unique('r'), workspaceId, rrsets: [soa(domain, 1)], now })
}

async function commit(store: Store, zone: { id: number; domain: string }, serial: number, changes: Change[]) {
  const moved: Change = { op: 'replace', before: soa(zone.domain, serial), after: soa(zone.domain, serial + 1) }
  expect(await store.hostedZones.commit(zone.id, [...changes, moved])).toEqual({ committed: true })
}
