import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createSessionTokens } from './auth/session-tokens.ts'
import { type Config, ConfigError } from './config.ts'
import { createFollowing, type Following } from './following.ts'
import { createFront, type FrontPart } from './fronts/front.ts'
import { createTransferRequests } from './fronts/transfer-request.ts'
import { createUpdateRequests } from './fronts/update-request.ts'
import { createApp } from './http/app.ts'
import { readConsoleFiles } from './http/console-files.ts'
import type { Front } from './nameserver/front.ts'
import type { NameServer } from './nameserver/name-server.ts'
import { startNameServer } from './nameserver/start.ts'
import { mayAskAt, openDnsClient, openResolver } from './open-resolver.ts'
import { type BuiltinBacking, createBuiltinBacking } from './providers/builtin/backing.ts'
import { createGuardedFetch } from './providers/guarded-fetch.ts'
import { providerKinds } from './providers/index.ts'
import type { ProviderKind } from './providers/provider.ts'
import { type CallRecorder, createCallRecorder } from './providers/wrappers/call-recorder.ts'
import { systemClock } from './providers/wrappers/clock.ts'
import { createRateLimiters } from './providers/wrappers/rate-limiters.ts'
import { wrapKind } from './providers/wrappers/wrap-kind.ts'
import { cleanUp } from './services/clean-up.ts'
import type { Deps } from './services/deps.ts'
import { type FirstStart, firstStart } from './services/first-start.ts'
import { type CommitFollower, followCommits } from './services/follow-commits.ts'
import { createImportRuns } from './services/import-runs.ts'
import { recoverChangeSets } from './services/recover-change-sets.ts'
import { recoverConnections } from './services/recover-connections.ts'
import { openSecondaries } from './services/secondary-service.ts'
import { createUpdateDesk } from './services/update-desk.ts'
import { createZoneReads } from './services/zone-reads.ts'
import { createZoneWriters } from './services/zone-writers.ts'
import { openStore } from './store/database.ts'
import { loadSecretKey } from './store/secret-key.ts'
import type { Store } from './store/store.ts'
import { superviseNameServer } from './supervised-name-server.ts'

/** A Zoneplane that runs: where it listens, what its first start made, and how to end it. */
export interface Running {
  /** Without a final slash. */
  url: string
  dns: { host: string; port: number }
  firstStart: FirstStart | undefined
  /** For tests of what is kept. */
  store: Store
  /** Takes no new requests, finishes what is under way, and lets go of everything. */
  close(): Promise<void>
}

/**
 * Puts all rooms together, once, and starts. What was started before something failed is stopped again. `checkpoint` is for tests
 * that end the process at a named point of a write.
 */
export async function startZoneplane(
  config: Config,
  log: Logger,
  checkpoint: Deps['checkpoint'] = async () => {},
): Promise<Running> {
  const started: { close(): Promise<unknown> }[] = []
  const keep = <T extends { close(): Promise<unknown> }>(part: T): T => {
    started.unshift(part)
    return part
  }
  const close = async () => {
    for (const part of started.splice(0)) await part.close()
  }
  try {
    return { ...(await start(config, log, keep, checkpoint)), close }
  } catch (error) {
    await close()
    throw error
  }
}

type Keep = <T extends { close(): Promise<unknown> }>(part: T) => T

async function start(
  config: Config,
  log: Logger,
  keep: Keep,
  checkpoint: Deps['checkpoint'],
): Promise<Omit<Running, 'close'>> {
  const secretKey = await readSecretKey(config)
  const store = keep(await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, secretKey }))
  const first = await firstStart(store, config, Date.now())
  const fronts: FrontPart[] = []
  const following = createFollowing()
  const { nameServer, backing, notReady } = await startDns(config, log, store, keep, {
    front: createFront(fronts),
    following,
  })
  const recorder = createCallRecorder()
  const kinds = wrapKinds(providerKinds({ builtin: backing, awsDefaultChain: config.awsDefaultChain }), {
    store,
    secretKey,
    recorder,
  })
  const { fetch } = keep(createGuardedFetch({ allowPrivate: config.allowPrivateEndpoints }))
  const dnsClient = openDnsClient(config)
  const io = { fetch, dns: dnsClient, now: Date.now, log }
  const secondaries = keep(
    await openSecondaries({
      store,
      nameServer,
      client: dnsClient,
      mayAsk: mayAskAt(config),
      isAlone: config.databaseUrl === undefined,
      now: Date.now,
      log,
    }),
  )
  await following.begin(secondaries)
  fronts.push(createTransferRequests({ desk: secondaries.desk, now: Date.now }))
  const writers = keep(createZoneWriters({ store, kinds, io, log, now: Date.now, checkpoint }))
  const imports = keep(createImportRuns(config.dataDir))
  const deps: Deps = {
    store,
    now: Date.now,
    log,
    sessionTokens: createSessionTokens(secretKey),
    kinds,
    io,
    writers,
    reads: createZoneReads({ store, kinds, io }),
    checkpoint,
    imports,
    dns: openResolver(config, nameServer.address),
    secondaries,
    callStats: recorder.stats,
    nameServerStats: () => nameServer.stats(),
    notReady,
  }
  // Before the others: it leaves what isn't signed by a key of its own.
  fronts.unshift(createUpdateRequests({ desk: createUpdateDesk(deps), log, now: Date.now }))
  keep(recoverChangeSets(writers, log))
  keep(recoverConnections(deps, { isAlone: config.databaseUrl === undefined }))
  keep(everyHour(() => cleanUp(deps)))
  const app = keep(await createApp(deps, log, { consoleFiles: await readConsoleFiles(builtConsole) }))
  const url = await listen(app, config)
  return { url: config.publicUrl ?? url, dns: nameServer.address, firstStart: first, store }
}

/** Where scripts/build-console.ts leaves the console. */
const builtConsole = join(import.meta.dirname, '../console/dist')

/** Requests are counted in the store where several instances may share it, and here otherwise. */
function wrapKinds(
  kinds: ReadonlyMap<string, ProviderKind>,
  { store, secretKey, recorder }: { store: Store; secretKey: Uint8Array; recorder: CallRecorder },
): ReadonlyMap<string, ProviderKind> {
  const clock = systemClock
  const limiters = createRateLimiters({ clock, ...(store.rateWindows && { window: store.rateWindows }) })
  const accountKey = createHmac('sha256', secretKey).update('names of accounts').digest()
  const options = { clock, random: Math.random, limiters, recorder, accountKey }
  return new Map([...kinds].map(([id, kind]) => [id, wrapKind(kind, options)]))
}

function everyHour(work: () => Promise<void>): { close(): Promise<void> } {
  const timer = setInterval(work, 3_600_000)
  timer.unref()
  return { close: async () => clearInterval(timer) }
}

async function readSecretKey({ dataDir, databaseUrl, secretKey }: Config): Promise<Uint8Array> {
  try {
    return await loadSecretKey({ dataDir, databaseUrl, secretKey })
  } catch (error) {
    throw new ConfigError([(error as Error).message], { cause: error })
  }
}

interface Dns {
  nameServer: NameServer
  backing: BuiltinBacking
  notReady: Deps['notReady']
}

/** The name server with all zones of the store in it. A zone that can't be loaded keeps `/readyz` failing, and is tried again. */
async function startDns(
  config: Config,
  log: Logger,
  store: Store,
  keep: Keep,
  { front, following }: { front: Front; following: Following },
): Promise<Dns> {
  let filled = false
  const fill = async () => {
    filled = false
    await backing.publisher.publishAll()
    await following.fill()
    filled = true
  }
  const { dnsHost: host, dnsPort: port } = config
  const nameServer = keep(await superviseNameServer(startNameServer, { host, port, front, log, refill: fill }))
  const defaults = { nameServers: config.nameServers }
  const backing = createBuiltinBacking({
    zones: store.hostedZones,
    nameServer,
    defaults,
    log,
    onServed: following.served,
  })
  // Before the zones are read, so that no commit of another process falls between. The embedded store has no other processes.
  const { publisher } = backing
  const follower = config.databaseUrl && keep(followCommits({ store, publisher, log, now: Date.now }))
  await fill()
  const notReady = async () => [
    ...(await reasonOf('store', () => store.ping())),
    ...(await reasonOf('nameServer', () => nameServer.stats())),
    ...(filled ? [] : [{ part: 'zones', reason: 'zones are being loaded' }]),
    ...(follower ? silenceOf(follower) : []),
    ...publisher.unpublished().map(domain => ({ part: 'zones', reason: `${domain} could not be loaded` })),
  ]
  return { nameServer, backing, notReady }
}

/** A name server that can't tell whether it's up to date must not be asked. */
function silenceOf(follower: CommitFollower): { part: string; reason: string }[] {
  const silence = follower.silence()
  if (silence === undefined) return []
  return [{ part: 'zones', reason: `not compared with the store for ${Math.round(silence / 1000)} s` }]
}

async function reasonOf(part: string, ask: () => Promise<unknown>): Promise<{ part: string; reason: string }[]> {
  try {
    await ask()
    return []
  } catch {
    return [{ part, reason: 'does not answer' }]
  }
}

/** Connections that may wait to be taken: when many clients come back at once, what is dropped is tried again a second later. */
const backlog = 4_096

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  await app.listen({ host, port, backlog })
  const address = app.server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${name}:${address.port}`
}
