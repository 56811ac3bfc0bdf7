import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './find-program.ts'
import type { TsigText } from './nsupdate.ts'
import { endProcess, freePort } from './processes.ts'

/** The part of the Kea DHCP server that updates the DNS for leases that the DHCP servers tell it of. */
export interface Kea {
  /** A lease that has been given, or has ended. */
  tell(lease: Lease): Promise<void>
  output(): string
  stop(): Promise<void>
}

export interface Lease {
  given: boolean
  fqdn: string
  address: string
  /** Whose it is, in hex (RFC 4701 §3). */
  dhcid: string
  reverse?: boolean
}

export const keaPath = findProgram('kea-dhcp-ddns')

export interface KeaOptions {
  key: TsigText
  dns: { host: string; port: number }
  /** Zones with the final dot. */
  forward: string
  reverse: string
}

export async function startKea({ key, dns, forward, reverse }: KeaOptions): Promise<Kea> {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-kea-'))
  const port = await freePort()
  const server = { 'ip-address': dns.host, port: dns.port }
  const domain = (name: string) => ({
    'ddns-domains': [{ name, 'key-name': key.name, 'dns-servers': [server] }],
  })
  const settings = {
    'ip-address': '127.0.0.1',
    port,
    'dns-server-timeout': 5_000,
    'ncr-protocol': 'UDP',
    'ncr-format': 'JSON',
    'tsig-keys': [{ name: key.name, algorithm: key.algorithm.toUpperCase(), secret: key.secret }],
    'forward-ddns': domain(forward),
    'reverse-ddns': domain(reverse),
    // It tells of what it has done at this level only.
    loggers: [{ name: 'kea-dhcp-ddns', severity: 'DEBUG', debuglevel: 50, output_options: [{ output: 'stdout' }] }],
  }
  const file = join(folder, 'd2.json')
  writeFileSync(file, JSON.stringify({ DhcpDdns: settings }))
  const env = { ...process.env, KEA_PIDFILE_DIR: folder, KEA_LOCKFILE_DIR: 'none' }
  const child = spawn(keaPath ?? 'kea-dhcp-ddns', ['-c', file], { env })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const note = (bytes: Buffer) => {
      output += bytes.toString()
      if (output.includes('DHCP_DDNS_STARTED')) resolve()
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Kea has ended:\n${output}`)))
  })
  const socket = createSocket('udp4')
  return {
    tell: lease =>
      new Promise((resolve, reject) =>
        socket.send(requestOf(lease), port, '127.0.0.1', error => (error ? reject(error) : resolve())),
      ),
    output: () => output,
    async stop() {
      socket.close()
      await endProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What Kea's DHCP servers send it: a length in two bytes, and JSON. */
function requestOf({ given, fqdn, address, dhcid, reverse = false }: Lease): Buffer {
  const request = {
    'change-type': given ? 0 : 1,
    'forward-change': true,
    'reverse-change': reverse,
    fqdn,
    'ip-address': address,
    dhcid,
    'lease-expires-on': '20371231235959',
    'lease-length': 1_200,
    'use-conflict-resolution': true,
  }
  const text = Buffer.from(JSON.stringify(request))
  return Buffer.concat([Uint8Array.of(text.length >>> 8, text.length & 255), text])
}
