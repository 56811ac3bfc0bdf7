import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Intent } from '../src/plan/types.ts'
import type { MemoryKind } from '../src/providers/memory/kind.ts'
import type { Provider, ProviderKind } from '../src/providers/provider.ts'
import { createZoneWriters, type Submission, type ZoneWriters } from '../src/services/zone-writers.ts'
import { openStore } from '../src/store/database.ts'
import type { Store, Zone } from '../src/store/store.ts'
import { testDns } from './test-io.ts'

/** A kind whose service is at hand, to make zones there. */
export interface ServedKind extends ProviderKind {
  service: {
    addZone(zone: { account: string; name: string; reference: string }): { id: string }
    /** By id. */
    zones: ReadonlyMap<string, { account: string }>
  }
}

/** A store in a folder of its own, a provider whose service is simulated, and engines on them that can be killed. */
export interface EngineWorld<Kind extends ServedKind = MemoryKind> {
  readonly store: Store
  readonly kind: Kind
  /** A zone at the provider, in a workspace and an account of its own unless `beside` names a zone to share them with. */
  makeZone(options?: { domain?: string; beside?: Zone }): Promise<Zone>
  /** An engine on the store as it is now. */
  start(options?: EngineOptions): Engine
  /** The store as a new process would find it: closed in between. Engines that are alive must be killed before. */
  reopen(): Promise<void>
  stop(): Promise<void>
}

export interface EngineOptions {
  /** Called at the named points of each write; a promise that never resolves is a process that stands still. */
  checkpoint?(name: string): Promise<void>
  /** In place of the world's kind. */
  kind?: ProviderKind
}

export interface Engine {
  writers: ZoneWriters
  /** Nothing that it does or waits for goes on; what is on its way to the store or the provider arrives there. */
  kill(): void
  readonly isDead: boolean
  /** Resolves when it is killed. */
  readonly died: Promise<void>
}

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const never = new Promise<never>(() => {})

export async function createEngineWorld<Kind extends ServedKind>(kind: Kind): Promise<EngineWorld<Kind>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-engine-'))
  const secretKey = new Uint8Array(32)
  let store = await openStore({ dataDir, secretKey })
  let made = 0

  return {
    kind,
    get store() {
      return store
    },
    makeZone: ({ domain = `zone-${++made}.test.`, beside } = {}) => makeZone(store, kind, domain, beside),
    start: options => startEngine(store, options?.kind ?? kind, options?.checkpoint),
    async reopen() {
      await store.close()
      store = await openStore({ dataDir, secretKey })
    },
    async stop() {
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** What one caller wants; with an ordinary caller where the test doesn't care. */
export function submissionOf(workspaceId: number, ...intents: Intent[]): Submission {
  const via = { kind: 'session' as const, sessionId: 'test' }
  const principal = { kind: 'user' as const, userId: 1, email: 'a@example.com', name: 'A', via, roles: new Map() }
  const caller = { principal, requestId: crypto.randomUUID(), address: null }
  return { kind: 'write', intents, caller, workspaceId, confirm: true }
}

function startEngine(store: Store, kind: ProviderKind, checkpoint: EngineOptions['checkpoint']): Engine {
  const life = { isDead: false }
  const { promise: died, resolve: die } = Promise.withResolvers<void>()
  const mortalKind: ProviderKind = {
    ...kind,
    open: (settings, io) => mortal(life, kind.open(settings, io)) as Provider,
  }
  const io = { fetch, dns: testDns, now: Date.now, log }
  const writers = createZoneWriters({
    store: mortal(life, store),
    kinds: new Map([[kind.id, mortalKind]]),
    io,
    log,
    now: Date.now,
    checkpoint: async name => {
      if (!life.isDead) await checkpoint?.(name)
      if (life.isDead) await never
    },
  })
  return {
    writers,
    kill: () => {
      life.isDead = true
      die()
    },
    died,
    get isDead() {
      return life.isDead
    },
  }
}

/**
 * The same thing for as long as its user lives. Afterwards nothing that is called begins, and nothing that has begun is ever
 * answered, as it is for a process that was killed.
 */
function mortal<T extends object>(life: { isDead: boolean }, target: T): T {
  const gate = async <R>(result: Promise<R>): Promise<R> => {
    const settled = await result.then(
      value => () => value,
      error => () => Promise.reject(error),
    )
    return life.isDead ? never : wrapResult(settled() as R)
  }
  const wrapResult = <R>(value: R): R => (isObject(value) && hasMethods(value) ? mortal(life, value) : value)

  return new Proxy(target, {
    get(object, key) {
      const member: unknown = Reflect.get(object, key)
      if (typeof member !== 'function') return isObject(member) && hasMethods(member) ? mortal(life, member) : member
      return (...args: unknown[]) => {
        if (life.isDead) return never
        const result: unknown = Reflect.apply(member, object, args)
        if (result instanceof Promise) return gate(result)
        return isObject(result) && Symbol.asyncIterator in result ? mortal(life, result) : result
      }
    },
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function hasMethods(value: object): boolean {
  return Object.values(value).some(member => typeof member === 'function')
}

/** A zone's rows, and the zone at the provider. */
async function makeZone(store: Store, kind: ServedKind, domain: string, beside: Zone | undefined): Promise<Zone> {
  const now = Date.now()
  const place = beside === undefined ? await makePlace(store, kind.id, domain, now) : placeOf(beside)
  const { projectId, environmentId, connectionId, account } = await place
  const remote = kind.service.addZone({ account, name: domain, reference: domain })
  const resource = await store.resources.create({
    projectId,
    environmentId,
    resourceType: 'dns',
    name: domain,
    status: 'active',
    comment: null,
    positionX: null,
    positionY: null,
    metadata: {},
    now,
  })
  const binding = { provider: kind.id, connectionId, hostedZoneId: remote.id, nameServers: [] }
  await store.zones.create({ resourceId: resource.id, environmentId, domain, binding, now })
  return (await store.zones.get(resource.id))!

  async function placeOf({ resource, binding }: Zone) {
    const { projectId, environmentId } = resource
    const { account } = kind.service.zones.get(binding.hostedZoneId)!
    return { projectId, environmentId, connectionId: binding.connectionId, account }
  }
}

async function makePlace(store: Store, provider: string, name: string, now: number) {
  const slug = `w-${crypto.randomUUID().slice(0, 8)}`
  const { id: workspaceId } = await store.workspaces.create({ slug, name, now })
  const connection = await store.connections.create({
    workspaceId,
    name,
    provider,
    status: 'connected',
    credentials: JSON.stringify({ account: slug }),
    now,
  })
  const { id: projectId } = await store.projects.create({ workspaceId, slug, name, now })
  const environment = await store.projects.createEnvironment({ projectId, slug: 'production', name: 'Production', now })
  return { projectId, environmentId: environment.id, connectionId: connection.id, account: slug }
}

/** The workspace of a zone that `makeZone` has made. */
export async function workspaceOf(store: Store, zone: Zone): Promise<number> {
  return (await store.projects.get(zone.resource.projectId))!.workspaceId
}
