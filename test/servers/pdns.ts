import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { type DnsServer, type ServedZone, startDnsServer, zoneFile } from './dns-server.ts'
import { findProgram } from './find-program.ts'

const run = promisify(execFile)

/** Where Debian puts the tables that gsqlite3 wants. */
const schemas = [
  '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql',
  '/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql',
]

/** PowerDNS with one thread that takes questions, its packet cache on, and zones in SQLite. */
export function startPdns(program: string, zones: readonly ServedZone[]): Promise<DnsServer> {
  return startDnsServer({
    name: 'pdns',
    program,
    zones,
    configure: ({ folder, port }) => ({
      args: [`--config-dir=${folder}`],
      files: { 'pdns.conf': settings(folder, port) },
    }),
    prepare: folder => fillDatabase(folder, zones),
  })
}

/** Where the tables are described; undefined where the backend isn't installed. */
export function pdnsSchema(): string | undefined {
  return schemas.find(path => existsSync(path))
}

async function fillDatabase(folder: string, zones: readonly ServedZone[]): Promise<void> {
  const schema = pdnsSchema()
  const tool = findProgram('pdnsutil')
  if (schema === undefined || tool === undefined) throw new Error('pdns-backend-sqlite3 is not installed')
  const database = new DatabaseSync(join(folder, 'pdns.sqlite3'))
  database.exec(readFileSync(schema, 'utf8'))
  database.close()
  for (const zone of zones) {
    await run(tool, [`--config-dir=${folder}`, 'load-zone', zone.name, join(folder, zoneFile(zone))])
  }
}

function settings(folder: string, port: number): string {
  return [
    'launch=gsqlite3',
    `gsqlite3-database=${folder}/pdns.sqlite3`,
    'local-address=127.0.0.1',
    `local-port=${port}`,
    `socket-dir=${folder}`,
    'receiver-threads=1',
    'distributor-threads=1',
    'security-poll-suffix=',
    'daemon=no',
    'guardian=no',
    'disable-syslog=yes',
    'loglevel=3',
    '',
  ].join('\n')
}
