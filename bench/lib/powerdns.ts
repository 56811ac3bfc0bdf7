import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { freePort } from '../../test/servers/processes.ts'
import { createHttpClient } from './http-client.ts'
import { until, type Workbench } from './processes.ts'
import { address, expectStatus, type ZoneHost } from './zone-hosts.ts'

/** More callers than that share these: of a hundred connections it resets some, and leaves others without a reply. */
const connections = 50

/** Where PowerDNS keeps its zones, with its tables made. */
interface Backend {
  name: string
  settings: string[]
}

/** The zones of a PowerDNS with its HTTP API. `databaseUrl`: of an empty PostgreSQL database; without it SQLite. */
export async function startPowerDns(bench: Workbench, databaseUrl?: string): Promise<ZoneHost> {
  const [port, dnsPort, folder] = [await freePort(), await freePort(), bench.folder('pdns')]
  const backend = databaseUrl === undefined ? sqliteBackend(folder) : await postgresBackend(databaseUrl)
  writeFileSync(join(folder, 'pdns.conf'), [...backend.settings, ...serverSettings(folder, port, dnsPort)].join('\n'))
  const child = bench.start('pdns_server', [`--config-dir=${folder}`])
  child.stdout?.resume()
  const client = createHttpClient(port, 'bench', connections)
  const zones = '/api/v1/servers/localhost/zones'
  await until('PowerDNS', async () => ((await client.send('GET', zones)).status === 200 ? true : undefined))
  return {
    name: `PowerDNS (${backend.name})`,
    pids: [child.pid ?? 0],
    port,
    addZone: async (domain, sets) => {
      const rrsets = Array.from({ length: sets }, (_, index) => rrset(domain, `set-${index}`, address(index)))
      const body = { name: `${domain}.`, kind: 'Native', nameservers: ['ns1.localhost.'], rrsets }
      await expectStatus(client, 201, 'POST', zones, body)
      return {
        write: async (name, value) => {
          const patch = { rrsets: [rrset(domain, name, value)] }
          const { status, body } = await client.send('PATCH', `${zones}/${domain}.`, patch)
          if (status !== 204 && status !== 500) throw new Error(`PATCH: ${status} ${body}`)
          return status === 204
        },
        addresses: async () =>
          addressesOf(JSON.parse(await expectStatus(client, 200, 'GET', `${zones}/${domain}.`)) as Zone),
      }
    },
    close: () => client.close(),
  }
}

/** SQLite's own full synchronisation is left on. */
function sqliteBackend(folder: string): Backend {
  const path = join(folder, 'pdns.sqlite3')
  const database = new DatabaseSync(path)
  database.exec(readFileSync(powerDnsSchema('sqlite3')!, 'utf8'))
  database.close()
  return { name: 'gsqlite3', settings: ['launch=gsqlite3', `gsqlite3-database=${path}`] }
}

async function postgresBackend(databaseUrl: string): Promise<Backend> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(readFileSync(powerDnsSchema('pgsql')!, 'utf8')).finally(() => client.end())
  const { hostname, port, username, pathname } = new URL(databaseUrl)
  const at = { host: hostname, port, user: username, dbname: pathname.slice(1) }
  const settings = Object.entries(at).map(([name, value]) => `gpgsql-${name}=${value}`)
  return { name: 'gpgsql', settings: ['launch=gpgsql', ...settings] }
}

/** Where Debian puts the tables that the backend wants; undefined where it isn't installed. */
export function powerDnsSchema(backend: 'sqlite3' | 'pgsql'): string | undefined {
  const folder = `pdns-backend-${backend}`
  const places = [`/usr/share/${folder}/schema`, `/usr/share/doc/${folder}`]
  return places.map(place => `${place}/schema.${backend}.sql`).find(existsSync)
}

function serverSettings(folder: string, port: number, dnsPort: number): string[] {
  return [
    'local-address=127.0.0.1',
    `local-port=${dnsPort}`,
    `socket-dir=${folder}`,
    'api=yes',
    'api-key=bench',
    'webserver=yes',
    'webserver-address=127.0.0.1',
    `webserver-port=${port}`,
    'webserver-allow-from=127.0.0.0/8',
    'webserver-max-bodysize=64',
    'security-poll-suffix=',
    'loglevel=3',
    'disable-syslog=yes',
    'webserver-loglevel=none',
  ]
}

interface Zone {
  rrsets: { name: string; type: string; records: { content: string }[] }[]
}

function addressesOf({ rrsets }: Zone): Map<string, string> {
  const sets = rrsets.filter(({ type }) => type === 'A')
  return new Map(
    sets.map(({ name, records }) => [name.split('.', 1)[0] ?? '', records.map(({ content }) => content).join()]),
  )
}

function rrset(domain: string, name: string, content: string): object {
  const records = [{ content, disabled: false }]
  return { name: `${name}.${domain}.`, type: 'A', ttl: 300, changetype: 'REPLACE', records }
}
