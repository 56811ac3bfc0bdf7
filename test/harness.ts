import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { type Running, startZoneplane } from '../src/main.ts'

/** A whole Zoneplane in this process, on free ports and a folder of its own, after its first start. */
export interface TestZoneplane extends Running {
  dataDir: string
  /** The admin's `sk_` key and the demo project's `rk_` key. */
  apiKey: string
  machineKey: string
  admin: { email: string; password: string }
  /** A request with the admin's key; the body goes as JSON. */
  call<Body = unknown>(method: string, path: string, body?: unknown, headers?: HeaderFields): Promise<TestReply<Body>>
  /** The same with the machine key; `path` goes below `/api/v1/machine`. */
  machine<Body = unknown>(method: string, path: string, body?: unknown): Promise<TestReply<Body>>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

export interface TestReply<Body> {
  status: number
  headers: Headers
  body: Body
}

type HeaderFields = Record<string, string>

const admin = { email: 'admin@localhost', password: 'a password for tests' }

export async function startTestZoneplane(env: Record<string, string> = {}): Promise<TestZoneplane> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-test-'))
  const settings = {
    PORT: '0',
    ZONEPLANE_DNS_PORT: '0',
    ZONEPLANE_DATA_DIR: dataDir,
    ZONEPLANE_ADMIN_PASSWORD: admin.password,
    ...env,
  }
  const running = await startZoneplane(readConfig(settings), pino({ level: env.ZONEPLANE_LOG_LEVEL ?? 'error' }))
  const { apiKey = '', machineKey = '' } = running.firstStart ?? {}
  return {
    ...running,
    dataDir,
    apiKey,
    machineKey,
    admin,
    call: (method, path, body, headers) => send(running.url + path, method, body, { 'X-API-Key': apiKey, ...headers }),
    machine: (method, path, body) =>
      send(`${running.url}/api/v1/machine${path}`, method, body, { 'X-API-Key': machineKey }),
    stop: async () => {
      await running.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function send<Body>(url: string, method: string, body: unknown, headers: HeaderFields): Promise<TestReply<Body>> {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' }
  const payload = body === undefined ? null : JSON.stringify(body)
  const reply = await fetch(url, { method, headers: { ...json, ...headers }, body: payload })
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, body: (text === '' ? undefined : JSON.parse(text)) as Body }
}
