import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { createSessionTokens } from '../src/auth/session-tokens.ts'
import { createApp } from '../src/http/app.ts'
import { createBuiltinBacking } from '../src/providers/builtin/backing.ts'
import { providerKinds } from '../src/providers/index.ts'
import type { DnsClient } from '../src/resolver/dns-client.ts'
import { QueryError } from '../src/resolver/query-error.ts'
import { createResolver } from '../src/resolver/resolver.ts'
import type { Deps } from '../src/services/deps.ts'
import { createImportRuns } from '../src/services/import-runs.ts'
import { openSecondaries } from '../src/services/secondary-service.ts'
import { createZoneReads } from '../src/services/zone-reads.ts'
import { createZoneWriters } from '../src/services/zone-writers.ts'
import { openStore } from '../src/store/database.ts'
import { testDns } from './test-io.ts'

/** The HTTP side on a store of its own, without sockets and without a name server; its clock can be moved. */
export interface TestApp {
  app: FastifyInstance
  deps: Deps
  /** Where the embedded database is. */
  dataDir: string
  /** Undefined for the embedded database. */
  databaseUrl: string | undefined
  clock: { now: number }
  call<Data = Loose>(method: Method, url: string, options?: CallOptions): Promise<TestReply<Data>>
  /** An account with its own workspace. */
  signUp(name: string): Promise<TestUser>
  stop(): Promise<void>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface CallOptions {
  /** Goes as JSON; a Buffer goes as it is. */
  body?: unknown
  /** A session's token or an `sk_` key. */
  token?: string | undefined
  headers?: Record<string, string>
  address?: string
}

export interface TestReply<Data = Loose> {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: ReplyBody<Data>
}

/** What replies of the project family have in common; what isn't there is undefined. */
export interface ReplyBody<Data = Loose> {
  message: string
  error: string
  code: string
  requestId: string
  count: number
  nextCursor: string | null
  data: Data
  details: { path: string; code: string; message: string }[]
}

/** Data that a test only compares. */
export interface Loose {
  [field: string]: Loose
  [index: number]: Loose
}

export interface TestUser {
  email: string
  password: string
  name: string
  id: number
  token: string
  workspace: { id: number; slug: string }
}

export interface TestAppOptions {
  databaseUrl?: string
  /** Without it nobody can be asked anything. */
  dns?: Deps['dns']
}

const nobody = { address: '127.0.0.1', port: 1 }
const noDns = { resolver: createResolver({ servers: [], isAllowed: () => false }), builtin: nobody }

/** Networks for documentation have nobody in them (RFC 5737). */
const unreached: DnsClient = {
  exchange: async () => {
    throw new QueryError('timeout', 'did not answer in time')
  },
  transfer: async function* () {},
}

export async function startTestApp({ databaseUrl, dns = noDns }: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-test-'))
  const secretKey = randomBytes(32)
  const store = await openStore({ dataDir, databaseUrl, secretKey })
  const log = pino({ level: 'silent' })
  // A minute past a full hour, so that a test knows in which windows of the throttle it counts.
  const clock = { now: Date.now() - (Date.now() % 3_600_000) + 60_000 }
  const now = () => clock.now
  const nameServer = { load: async () => {}, apply: async () => {}, remove: async () => {} }
  const backing = createBuiltinBacking({
    zones: store.hostedZones,
    nameServer,
    defaults: { nameServers: ['ns1.test.'] },
    log,
  })
  const kinds = providerKinds({ builtin: backing })
  const io = { fetch, dns: testDns, now, log }
  const checkpoint = async () => {}
  const secondaries = await openSecondaries({
    store,
    nameServer,
    client: unreached,
    mayAsk: address => /^(192\.0\.2\.|2001:db8:)/.test(address),
    isAlone: databaseUrl === undefined,
    now,
    log,
  })
  const deps: Deps = {
    store,
    now,
    log,
    sessionTokens: createSessionTokens(secretKey),
    kinds,
    io,
    writers: createZoneWriters({ store, kinds, io, log, now, checkpoint }),
    reads: createZoneReads({ store, kinds, io }),
    checkpoint,
    imports: createImportRuns(dataDir),
    dns,
    secondaries,
    callStats: () => ({ retries: [], stops: [] }),
    nameServerStats: async () => ({
      zones: 0,
      rrsets: 0,
      questions: {},
      answers: {},
      dropped: 0,
      transferOnlyZones: 0,
      transfers: {},
      handedOver: {},
      signatureRefusals: 0,
    }),
    notReady: async () => [],
  }
  const app = await createApp(deps, log)
  const call = caller(app)
  return {
    app,
    deps,
    dataDir,
    databaseUrl,
    clock,
    call,
    signUp: name => signUp(call, name),
    stop: async () => {
      await app.close()
      await deps.writers.close()
      await secondaries.close()
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function caller(app: FastifyInstance): TestApp['call'] {
  return async (method, url, { body, token, headers = {}, address } = {}) => {
    const reply = await app.inject({
      method,
      url,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      ...(address === undefined ? {} : { remoteAddress: address }),
    })
    return { status: reply.statusCode, headers: reply.headers, body: reply.json() }
  }
}

async function signUp(call: TestApp['call'], name: string): Promise<TestUser> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`
  const password = `password of ${name}`
  const reply = await call<{ token: string; user: { id: number } }>('POST', '/api/auth/signup', {
    body: { email, password, name },
  })
  if (reply.status !== 201) throw new Error(`sign-up answered ${reply.status}: ${reply.body.message}`)
  const { token, user } = reply.body.data
  const me = await call<{ workspaces: TestUser['workspace'][] }>('GET', '/api/auth/me', { token })
  return { email, password, name, id: user.id, token, workspace: me.body.data.workspaces[0]! }
}
