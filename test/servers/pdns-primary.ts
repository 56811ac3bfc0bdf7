import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { nameWithoutFinalDot } from '../../src/dns/name.ts'
import { tsigSecretText } from '../../src/tsig/make-key.ts'
import { type DnsServer, startDnsServer, zoneFile } from './dns-server.ts'
import { findProgram } from './find-program.ts'
import type { PrimaryOptions } from './primary.ts'

const run = promisify(execFile)

/** Where Debian puts the tables that gsqlite3 wants. */
const schemas = [
  '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql',
  '/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql',
]

/** PowerDNS that takes updates (`dnsupdate`), zones in SQLite. */
export function startPdnsPrimary(program: string, options: PrimaryOptions): Promise<DnsServer> {
  return startDnsServer({
    name: 'pdns',
    program,
    zones: options.zones,
    configure: ({ folder, port }) => ({
      args: [`--config-dir=${folder}`],
      files: { 'pdns.conf': settings(folder, port) },
    }),
    prepare: folder => fill(folder, options),
  })
}

async function fill(
  folder: string,
  { zones, updateKey, transferKey = updateKey, signs }: PrimaryOptions,
): Promise<void> {
  const schema = schemas.find(path => existsSync(path))
  const tool = findProgram('pdnsutil')
  if (schema === undefined || tool === undefined) throw new Error('pdns-backend-sqlite3 is not installed')
  const database = new DatabaseSync(join(folder, 'pdns.sqlite3'))
  database.exec(readFileSync(schema, 'utf8'))
  database.close()
  const pdnsutil = (...words: string[]) => run(tool, [`--config-dir=${folder}`, ...words])
  for (const key of new Set([updateKey, transferKey])) {
    if (key !== null) {
      await pdnsutil('import-tsig-key', nameWithoutFinalDot(key.name), key.algorithm, tsigSecretText(key))
    }
  }
  for (const zone of zones) {
    await pdnsutil('load-zone', zone.name, join(folder, zoneFile(zone)))
    await pdnsutil('set-kind', zone.name, 'primary')
    await pdnsutil('set-meta', zone.name, 'TSIG-ALLOW-DNSUPDATE', nameWithoutFinalDot(updateKey.name))
    if (transferKey !== null) {
      await pdnsutil('set-meta', zone.name, 'TSIG-ALLOW-AXFR', nameWithoutFinalDot(transferKey.name))
    }
    if (signs) await pdnsutil('secure-zone', zone.name)
  }
}

function settings(folder: string, port: number): string {
  return [
    'launch=gsqlite3',
    `gsqlite3-database=${folder}/pdns.sqlite3`,
    'gsqlite3-dnssec=yes',
    'local-address=127.0.0.1',
    `local-port=${port}`,
    `socket-dir=${folder}`,
    'primary=yes',
    'dnsupdate=yes',
    'allow-dnsupdate-from=127.0.0.0/8',
    'allow-axfr-ips=',
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
