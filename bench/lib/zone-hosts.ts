import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freePort } from '../../test/servers/processes.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { until, type Workbench } from './processes.ts'

/** A server with an HTTP API that keeps a zone: ours or a peer. */
export interface ZoneHost {
  name: string
  pid: number
  /** Of its HTTP API. */
  port: number
  /** Makes the zone `bench.example` with this many A sets `set-N`. */
  fill(sets: number): Promise<void>
  /** Writes one A set, durably. False where the server was too busy to take it, as PowerDNS is when SQLite's lock is taken. */
  write(name: string, address: string): Promise<boolean>
  close(): void
}

const zone = 'bench.example'
const connections = 50

export async function startZoneplane(bench: Workbench): Promise<ZoneHost> {
  const [port, dnsPort] = [await freePort(), await freePort()]
  const env = {
    PORT: String(port),
    ZONEPLANE_DNS_PORT: String(dnsPort),
    ZONEPLANE_DATA_DIR: bench.folder('zoneplane'),
    ZONEPLANE_LOG_LEVEL: 'warn',
    DATABASE_URL: '',
  }
  const bin = join(import.meta.dirname, '../../src/bin.ts')
  const child = bench.start(process.execPath, [bin, 'serve'], { env })
  let banner = ''
  child.stdout?.on('data', text => {
    banner += text
  })
  const apiKey = await until('Zoneplane', async () => /API_KEY=(sk_\S+)/.exec(banner)?.[1])
  const client = createHttpClient(port, apiKey, connections)
  const zones = '/api/demo/production/dns'
  let records = ''
  return {
    name: 'Zoneplane (SQLite)',
    pid: child.pid ?? 0,
    port,
    fill: async sets => {
      const made = await expectStatus(client, 201, 'POST', zones, { name: 'Bench', domainName: zone })
      records = `${zones}/${(JSON.parse(made) as { data: { id: number } }).data.id}/records`
      await inParallel(sets, index => writeOurs(client, records, `set-${index}`, address(index)))
    },
    write: async (name, value) => {
      await writeOurs(client, records, name, value)
      return true
    },
    close: () => client.close(),
  }
}

async function writeOurs(client: HttpClient, path: string, name: string, value: string): Promise<void> {
  await expectStatus(client, 201, 'POST', path, { name, type: 'A', ttl: 300, values: [value] })
}

/** PowerDNS with its HTTP API over gsqlite3, SQLite's own full synchronisation left on. */
export async function startPowerDns(bench: Workbench): Promise<ZoneHost> {
  const [port, dnsPort, folder] = [await freePort(), await freePort(), bench.folder('pdns')]
  const database = join(folder, 'pdns.sqlite3')
  createPowerDnsDatabase(database)
  writeFileSync(join(folder, 'pdns.conf'), powerDnsSettings({ folder, database, port, dnsPort }))
  const child = bench.start('pdns_server', [`--config-dir=${folder}`])
  child.stdout?.resume()
  const client = createHttpClient(port, 'bench', connections)
  const zones = '/api/v1/servers/localhost/zones'
  await until('PowerDNS', async () => ((await client.send('GET', zones)).status === 200 ? true : undefined))
  return {
    name: 'PowerDNS (gsqlite3)',
    pid: child.pid ?? 0,
    port,
    fill: async sets => {
      const rrsets = Array.from({ length: sets }, (_, index) => powerDnsSet(`set-${index}`, address(index)))
      const body = { name: `${zone}.`, kind: 'Native', nameservers: ['ns1.localhost.'], rrsets }
      await expectStatus(client, 201, 'POST', zones, body)
    },
    write: async (name, value) => {
      const { status, body } = await client.send('PATCH', `${zones}/${zone}.`, { rrsets: [powerDnsSet(name, value)] })
      if (status !== 204 && status !== 500) throw new Error(`PATCH: ${status} ${body}`)
      return status === 204
    },
    close: () => client.close(),
  }
}

function createPowerDnsDatabase(path: string): void {
  const schema = [
    '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql',
    '/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql',
  ].find(existsSync)
  if (schema === undefined) throw new Error('the schema of pdns-backend-sqlite3 is not installed')
  const database = new DatabaseSync(path)
  database.exec(readFileSync(schema, 'utf8'))
  database.close()
}

function powerDnsSettings(at: { folder: string; database: string; port: number; dnsPort: number }): string {
  return [
    'launch=gsqlite3',
    `gsqlite3-database=${at.database}`,
    'local-address=127.0.0.1',
    `local-port=${at.dnsPort}`,
    `socket-dir=${at.folder}`,
    'api=yes',
    'api-key=bench',
    'webserver=yes',
    'webserver-address=127.0.0.1',
    `webserver-port=${at.port}`,
    'webserver-allow-from=127.0.0.0/8',
    'webserver-max-bodysize=64',
    'security-poll-suffix=',
    'loglevel=3',
    'disable-syslog=yes',
    'webserver-loglevel=none',
  ].join('\n')
}

function powerDnsSet(name: string, content: string): object {
  const records = [{ content, disabled: false }]
  return { name: `${name}.${zone}.`, type: 'A', ttl: 300, changetype: 'REPLACE', records }
}

export function address(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
}

/** Runs `work` for 0 … count-1, as many at a time as there are connections. */
export async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const caller = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: connections }, caller))
}

async function expectStatus(
  client: HttpClient,
  status: number,
  method: string,
  path: string,
  body: object,
): Promise<string> {
  const reply = await client.send(method, path, body)
  if (reply.status === status) return reply.body
  throw new Error(`${method} ${path}: ${reply.status} ${reply.body.slice(0, 500)}`)
}
