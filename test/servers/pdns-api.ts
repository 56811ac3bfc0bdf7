import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { findProgram } from './find-program.ts'
import { pdnsSchema } from './pdns.ts'
import { endProcess, freePort } from './processes.ts'

/** PowerDNS with its HTTP API, on loopback. It has no zones yet. */
export interface PdnsApi {
  /** `http://127.0.0.1:8081`, without `/api/v1`. */
  endpoint: string
  apiKey: string
  dnsPort: number
  pid: number
  /** A request to the server's own API, below `/api/v1/servers/localhost`; throws for everything but a success. */
  api<Reply = unknown>(method: string, path: string, body?: object): Promise<Reply>
  stop(): Promise<void>
}

/** Undefined where the server or its SQLite tables aren't installed. */
export function findPdns(): string | undefined {
  return pdnsSchema() === undefined ? undefined : findProgram('pdns_server')
}

const patience = 15_000

/** `more`: lines of its settings. */
export async function startPdnsApi(program: string, more: readonly string[] = []): Promise<PdnsApi> {
  const folder = await mkdtemp(join(tmpdir(), 'zoneplane-pdns-api-'))
  const [port, dnsPort, apiKey] = [await freePort(), await freePort(), 'key-of-the-api']
  const database = new DatabaseSync(join(folder, 'pdns.sqlite3'))
  database.exec(await readFile(pdnsSchema()!, 'utf8'))
  database.close()
  await writeFile(join(folder, 'pdns.conf'), [...settings({ folder, port, dnsPort, apiKey }), ...more, ''].join('\n'))
  const child = spawn(program, [`--config-dir=${folder}`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = collect(child)
  const stop = async () => {
    await endProcess(child)
    await rm(folder, { recursive: true, force: true })
  }
  const endpoint = `http://127.0.0.1:${port}`
  const api = createApi(endpoint, apiKey)
  try {
    await answering(child, () => api('GET', ''))
  } catch (cause) {
    await stop()
    throw new Error(`PowerDNS does not answer; it printed:\n${printed()}`, { cause })
  }
  return { endpoint, apiKey, dnsPort, pid: child.pid ?? 0, api, stop }
}

function createApi(endpoint: string, apiKey: string): PdnsApi['api'] {
  return async <Reply>(method: string, path: string, body?: object) => {
    const response = await fetch(`${endpoint}/api/v1/servers/localhost${path}`, {
      method,
      headers: { 'x-api-key': apiKey },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as Reply
  }
}

async function answering(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + patience; ; ) {
    try {
      await ask()
      return
    } catch (error) {
      if (Date.now() > deadline || child.exitCode !== null) throw error
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', data => {
      text = (text + data).slice(-8000)
    })
  }
  return () => text
}

interface Place {
  folder: string
  port: number
  dnsPort: number
  apiKey: string
}

/** NOTIFY goes to whatever ports tests have. */
function settings({ folder, port, dnsPort, apiKey }: Place): string[] {
  return [
    'launch=gsqlite3',
    `gsqlite3-database=${folder}/pdns.sqlite3`,
    'gsqlite3-dnssec=yes',
    'local-address=127.0.0.1',
    `local-port=${dnsPort}`,
    `socket-dir=${folder}`,
    'api=yes',
    `api-key=${apiKey}`,
    'webserver=yes',
    'webserver-address=127.0.0.1',
    `webserver-port=${port}`,
    'webserver-allow-from=127.0.0.0/8',
    'webserver-loglevel=none',
    'primary=yes',
    'secondary=yes',
    'allow-axfr-ips=127.0.0.0/8',
    'only-notify=127.0.0.0/8',
    'security-poll-suffix=',
    'daemon=no',
    'guardian=no',
    'disable-syslog=yes',
    'loglevel=3',
  ]
}
