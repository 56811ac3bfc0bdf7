import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../src/contract/errors.ts'
import { connectResources } from '../src/services/connect-resources.ts'
import type { Caller, Deps, Place } from '../src/services/deps.ts'
import { carryOnAll } from '../src/services/recover-connections.ts'
import { type ConnectionWorld, connectionWorld } from './connection-world.ts'
import { onEachStore } from './each-store.ts'
import type { Loose, TestApp, TestReply } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

onEachStore(start => {
  let app: TestApp
  let zones: ZoneWorld
  let world: ConnectionWorld
  let zoneId: number
  let domain: string
  let domains = 0

  beforeAll(async () => {
    app = await start()
    zones = await createZoneWorld(app)
    world = connectionWorld(zones.call, '/api/demo/production')
  })
  afterAll(() => app.stop())

  const newZone = async () => {
    domain = `at-once${++domains}.com`
    zoneId = Number((await zones.makeZone(domain)).split('/').at(-1))
  }
  const instance = async (last: number) => ({
    type: 'instance',
    id: await world.target('instance', { public_ipv4: `192.0.2.${last}` }),
  })
  const connections = async () => {
    const { body } = await zones.call<Loose[]>('GET', `${world.place}/resource-connections`)
    return body.data.filter(({ connectionDetails }) => Number(connectionDetails?.dnsResourceId) === zoneId)
  }
  const counts = (replies: readonly TestReply[]) => {
    const all: Record<string, number> = {}
    for (const { status, body } of replies) {
      const key = status < 300 ? String(status) : `${status} ${body.code}`
      all[key] = (all[key] ?? 0) + 1
    }
    return all
  }
  /** What the connections say that they have made, and what the zone holds, as `name type value`. */
  const compare = async () => {
    const told = (await connections()).flatMap(({ records }) => records as unknown as Loose[])
    const made = told.flatMap(({ name, type, values }) =>
      (values as unknown as string[]).map(value => `${name} ${type} ${value}`),
    )
    const there = (await world.records(zoneId)).flatMap(set => {
      const [name, type, , ...values] = set.split(' ')
      return values.map(value => `${name} ${type} ${value}`)
    })
    return { made: [...new Set(made)].toSorted(), there: there.toSorted() }
  }

  test('of twenty callers who connect one pair one does, and twenty who disconnect it are told once', async () => {
    await newZone()
    const name = await world.subdomain(`pair${domains}`)
    const one = await instance(1)
    const made = await Promise.all(Array.from({ length: 20 }, () => world.connect(name, one, zoneId)))
    expect(counts(made)).toEqual({ 201: 1, '400 already_connected': 19 })
    const id = made.find(({ status }) => status === 201)!.body.data.id
    const url = `${world.place}/resource-connections/${id}`
    const gone = await Promise.all(Array.from({ length: 20 }, () => zones.call('DELETE', url)))
    expect(counts(gone)).toEqual({ 200: 1, '404 not_found': 19 })
    expect(await compare()).toEqual({ made: [], there: [] })
  })

  test('twenty instances that are connected to one name at once are all there, and all go at once', async () => {
    await newZone()
    const name = await world.subdomain(`many${domains}`)
    const instances = await Promise.all(Array.from({ length: 20 }, (_, index) => instance(index + 1)))
    const made = await Promise.all(instances.map(one => world.connect(name, one, zoneId)))
    expect(counts(made)).toEqual({ 201: 20 })
    const { there } = await compare()
    expect(there.filter(record => record.includes(' A '))).toHaveLength(20)
    expect(await compare()).toEqual({ made: there, there })
    const ids = made.map(({ body }) => body.data.id)
    await Promise.all(ids.map(id => zones.call('DELETE', `${world.place}/resource-connections/${id}`)))
    expect(await compare()).toEqual({ made: [], there: [] })
  })

  test('while twenty connect, disconnect, move and delete the same things, zone and store stay of one mind', async () => {
    await newZone()
    const name = await world.subdomain(`mixed${domains}`)
    const [one, two] = [await instance(1), await instance(2)]
    const disconnect = async (which: number) => {
      const found = (await connections()).find(({ targetResourceId }) => Number(targetResourceId) === which)
      return found && zones.call('DELETE', `${world.place}/resource-connections/${found.id}`)
    }
    for (let round = 0; round < 3; round++) {
      const deeds = Array.from({ length: 20 }, (_, index) => {
        const which = index % 2 === 0 ? one : two
        const url = `${world.place}/resources/${which.id}`
        switch (index % 5) {
          case 0:
          case 1:
            return world.connect(name, which, zoneId)
          case 2:
            return disconnect(which.id)
          case 3:
            return zones.call('PATCH', url, { metadata: { public_ipv4: `192.0.2.${100 + index + round}` } })
          default:
            return index === 19 && round === 2 ? zones.call('DELETE', url) : disconnect(which.id)
        }
      })
      const replies = (await Promise.all(deeds)).filter(reply => reply !== undefined)
      const wrong = replies.filter(({ status }) => status >= 500)
      expect(wrong.map(({ body }) => body)).toEqual([])
      const { made, there } = await compare()
      expect(made).toEqual(there)
      expect((await connections()).filter(({ status }) => String(status) !== 'connected')).toEqual([])
    }
    const targets = (await connections()).map(({ targetResourceId }) => Number(targetResourceId))
    expect(targets).not.toContain(two.id)
    await zones.call('DELETE', `${world.place}/resources/${name}`)
    expect(await compare()).toEqual({ made: [], there: [] })
  })

  test('a subdomain that is deleted while others connect it is gone, and nothing points anywhere', async () => {
    await newZone()
    const name = await world.subdomain(`gone${domains}`)
    const instances = await Promise.all(Array.from({ length: 10 }, (_, index) => instance(index + 1)))
    const [deleted, ...made] = await Promise.all([
      zones.call('DELETE', `${world.place}/resources/${name}`),
      ...instances.map(one => world.connect(name, one, zoneId)),
    ])
    expect(deleted?.status).toBe(200)
    expect(made.filter(({ status }) => ![201, 404].includes(status)).map(({ body }) => body)).toEqual([])
    expect(await compare()).toEqual({ made: [], there: [] })
    expect(await connections()).toEqual([])
  })

  test.each(['true', 'false'])(
    'a zone that is deleted (deleteFromCloud=%s) while names are connected in it ends them all',
    async from => {
      await newZone()
      const one = await instance(1)
      const names = await Promise.all(Array.from({ length: 10 }, (_, index) => world.subdomain(`z${domains}-${index}`)))
      const early = names.slice(0, 5)
      for (const name of early) expect((await world.connect(name, one, zoneId)).status).toBe(201)
      const [deleted, ...made] = await Promise.all([
        zones.call('DELETE', `${world.place}/resources/${zoneId}?deleteFromCloud=${from}`),
        ...names.slice(5).map(name => world.connect(name, one, zoneId)),
        ...early.map(name => zones.call('DELETE', `${world.place}/resources/${name}`)),
      ])
      expect(deleted?.status).toBe(200)
      expect(made.filter(({ status }) => ![200, 201, 404, 409].includes(status)).map(({ body }) => body)).toEqual([])
      expect(await connections()).toEqual([])
      for (const name of early) expect((await zones.call('GET', `${world.place}/subdomains/${name}`)).status).toBe(404)
    },
  )

  test('what takes longer than a caller waits stays connecting, and ends as soon as it is known', async () => {
    await newZone()
    const name = await world.subdomain(`slow${domains}`)
    const body = await pairOf(name)
    const submit: Deps['writers']['submit'] = async (...wanted) => {
      await app.deps.writers.submit(...wanted)
      throw new AppError('not_settled_yet', 'Not yet.')
    }
    const slow = { ...app.deps, writers: { ...app.deps.writers, submit } as Deps['writers'] }
    const connecting = connectResources(slow, ...(await placeAndCaller()), body)
    await expect(connecting).rejects.toMatchObject({ code: 'not_settled_yet' })
    expect((await connections()).map(({ status }) => String(status))).toEqual(['connecting'])
    // Nobody's time has run out: it was let go at once.
    await carryOnAll(app.deps, app.clock.now - 90_000)
    expect((await connections()).map(({ status }) => String(status))).toEqual(['connected'])
    const { made, there } = await compare()
    expect([made, there.length]).toEqual([there, 2])
  })

  async function pairOf(subdomain: number) {
    return {
      sourceResourceType: 'subdomain',
      sourceResourceId: subdomain,
      targetResourceType: 'instance',
      targetResourceId: (await instance(1)).id,
      connectionDetails: { dnsResourceId: zoneId },
    } as const
  }

  /** The services' surroundings of a process that dies when it comes to a point. */
  function dyingAt(point: Point): Deps {
    const { store, writers } = app.deps
    const die = () => Promise.reject(new Error('the process is gone'))
    if (point === 'nothing is written down') {
      let looks = 0
      // The first look at the zone is the request's, the next one the operation's.
      const get = (id: number) => (looks++ === 0 ? store.zones.get(id) : die())
      return { ...app.deps, store: { ...store, zones: { ...store.zones, get } } }
    }
    const submit: typeof writers.submit = async (...wanted) => {
      if (point === 'the records are made') await writers.submit(...wanted)
      return die()
    }
    return { ...app.deps, writers: { ...writers, submit } as typeof writers }
  }

  /** The owner's, as a service is called with it. */
  async function placeAndCaller(): Promise<[Caller, Place]> {
    const { store } = app.deps
    const { projectId } = (await store.zones.get(zoneId))!.resource
    const project = (await store.projects.get(projectId))!
    const [environment] = await store.projects.environments(projectId)
    const { id: userId, email, name } = zones.owner
    const via = { kind: 'session', sessionId: 'session' } as const
    const principal = { kind: 'user', userId, email, name, via, roles: new Map() } as const
    const place = { workspaceId: project.workspaceId, project, environment: environment! }
    return [{ principal, requestId: 'request', address: null }, place]
  }

  test.each<Point>(['nothing is written down', 'nothing is sent', 'the records are made'])(
    'what a process leaves behind as connecting when it dies while %s is carried on, and done once',
    async point => {
      await newZone()
      const name = await world.subdomain(`left${domains}`)
      const body = await pairOf(name)
      const connecting = connectResources(dyingAt(point), ...(await placeAndCaller()), body)
      await expect(connecting).rejects.toThrow('the process is gone')
      expect((await connections()).map(({ status }) => String(status))).toEqual(['connecting'])
      await carryOnAll(app.deps, app.clock.now + 1)
      expect((await connections()).map(({ status }) => String(status))).toEqual(['connected'])
      const { made, there } = await compare()
      expect([made, there.length]).toEqual([there, 2])
      const { body: history } = await zones.call<Loose[]>('GET', `${world.place}/dns/${zoneId}/changes`)
      expect(history.data).toHaveLength(1)
    },
  )
})

type Point = 'nothing is written down' | 'nothing is sent' | 'the records are made'
