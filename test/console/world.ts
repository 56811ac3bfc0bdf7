import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildConsole, isBuilt, sourcesHash } from '../../scripts/console-build.ts'
import { type Client, createClient } from '../../src/sdk/index.ts'
import { type ServeProcess, serve } from '../end-to-end/serve-process.ts'
import { type OpenedPage, openPage, startBrowser } from './browser.ts'

/** A whole server with its console, a browser, and the administrator's API beside it. */
export interface ConsoleWorld {
  /** As it runs now: another one after each start. */
  server(): ServeProcess
  url: string
  /** As the administrator, by an API key. */
  api: Client
  /** A page that is signed in; as the administrator unless told. */
  signedIn(path?: string, options?: SignedInOptions): Promise<Page>
  /** A page without a session. */
  open(options?: BrowserContextOptions): Promise<Page>
  /** An account with a role in the administrator's workspace. */
  member(role: 'viewer' | 'member' | 'admin'): Promise<Account>
  makeZone(domainName: string, sets?: SetLine[]): Promise<{ id: number; path: string }>
  /** Stops the server, and starts it again at the same place. */
  stopServer(): Promise<void>
  startServer(): Promise<void>
  /** Everything that pages have complained about so far. */
  complaints(): string[]
  stop(): Promise<void>
}

export interface Account {
  email: string
  password: string
}

export interface SignedInOptions extends BrowserContextOptions {
  account?: Account
}

/** `[name, type, ttl, ...values]`. */
export type SetLine = [name: string, type: string, ttl: number, ...values: string[]]

const admin: Account = { email: 'admin@localhost', password: 'password of the admin' }
export const place = '/projects/demo/production'

/** `more`: settings of the server beside the usual ones. */
export async function startConsoleWorld(more: Record<string, string> = {}): Promise<ConsoleWorld> {
  await buildOnce()
  const dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-console-world-'))
  const settings = {
    ZONEPLANE_ADMIN_PASSWORD: admin.password,
    ZONEPLANE_NAMESERVERS: 'ns1.example.net,ns2.example.net',
    ...more,
  }
  let server = await serve(dataDir, settings)
  // Also where a test file ends before it comes to its own end.
  process.once('exit', () => server.child.kill('SIGKILL'))
  const stopServer = async () => {
    if (server.child.exitCode === null) await server.stop('SIGTERM')
  }
  const { url } = server
  const apiKey = /API key\s+(sk_\S+)/.exec(server.stdout())?.[1] ?? ''
  const api = createClient({ url, apiKey })
  const browser: Browser = await startBrowser()
  const opened: OpenedPage[] = []
  const open = async (options: BrowserContextOptions = {}) => {
    const page = await openPage(browser, { baseURL: url, ...options })
    opened.push(page)
    return page.page
  }
  let accounts = 0
  return {
    server: () => server,
    url,
    api,
    open,
    signedIn: async (path = '/', { account = admin, ...options } = {}) => {
      const page = await open(options)
      const { token } = await api.auth.logIn(account)
      const session = JSON.stringify({ token, email: account.email })
      await page.addInitScript(kept => {
        // Of the first page only, so that what becomes of the session later stays.
        if (sessionStorage.length === 0 && localStorage.getItem('begun') === null)
          sessionStorage.setItem('zoneplane.session', kept)
        localStorage.setItem('begun', 'yes')
      }, session)
      await page.goto(path)
      return page
    },
    member: async role => {
      const account = { email: `${role}${++accounts}@example.com`, password: `password of ${role}` }
      await api.auth.signUp({ ...account, name: `The ${role}` })
      await api.workspace('default').members.put({ email: account.email, role })
      return account
    },
    makeZone: async (domainName, sets = []) => {
      const environment = api.project('demo').environment()
      const { id } = await environment.zones.create({ name: domainName, domainName, provider: 'builtin' })
      const changes = sets.map(([name, type, ttl, ...values]) => ({
        action: 'create' as const,
        name,
        type,
        ttl,
        values,
      }))
      if (changes.length > 0) await environment.zone(id).changes.submit(changes)
      return { id, path: `${place}/zones/${id}` }
    },
    stopServer,
    startServer: async () => {
      server = await serve(dataDir, { ...settings, PORT: new URL(url).port })
    },
    complaints: () => opened.flatMap(({ complaints }) => complaints),
    stop: async () => {
      await Promise.allSettled([browser.close(), stopServer()])
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const dist = join(import.meta.dirname, '../../console/dist')

/** The console of the sources as they are. Files of tests run side by side: one of them builds, and the others wait. */
export async function buildOnce(): Promise<void> {
  const hash = sourcesHash()
  const lock = `${dist}.lock`
  while (!isBuilt(dist, hash)) {
    if (!take(lock)) {
      await sleep(200)
      continue
    }
    try {
      if (!isBuilt(dist, hash)) await buildConsole(dist, hash)
    } finally {
      rmSync(lock, { recursive: true })
    }
  }
}

/** Milliseconds after which a lock is one that somebody who was killed has left. */
const longestBuild = 30_000

function take(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > longestBuild) rmSync(lock, { recursive: true, force: true })
    return false
  }
}
