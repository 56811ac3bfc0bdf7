import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dig } from './dig.ts'
import { findProgram } from './find-program.ts'

/** An NSD of this test's own, gone without a trace after `stop`. */
export interface Nsd {
  host: string
  port: number
  stop(): Promise<void>
}

/** Where `nsd` is, for `requireServer`. */
export const nsdPath = findProgram('nsd')

/** Starts NSD on 127.0.0.1 with one zone, and waits until it answers for it. */
export async function startNsd(zone: string, zoneFile: string): Promise<Nsd> {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-nsd-'))
  const port = await freePort()
  writeFileSync(join(folder, 'zone'), zoneFile)
  writeFileSync(join(folder, 'nsd.conf'), configuration(folder, port, zone))
  const child = spawn(nsdPath ?? 'nsd', ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  const nsd: Nsd = {
    host: '127.0.0.1',
    port,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
  if (await answers(nsd, zone)) return nsd
  const log = readFileSync(join(folder, 'nsd.log'), 'utf8')
  await nsd.stop()
  throw new Error(`NSD did not serve ${zone}:\n${log}`)
}

async function answers(nsd: Nsd, zone: string): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const [soa] = await dig(nsd, [{ name: zone, type: 'SOA' }]).catch(() => [])
    if (soa?.status === 'NOERROR') return true
    await sleep(100)
  }
  return false
}

function configuration(folder: string, port: number, zone: string): string {
  const server = [
    `ip-address: 127.0.0.1@${port}`,
    'username: ""',
    'chroot: ""',
    `zonesdir: "${folder}"`,
    'database: ""',
    `zonelistfile: "${folder}/zone.list"`,
    `pidfile: "${folder}/nsd.pid"`,
    `xfrdfile: "${folder}/xfrd.state"`,
    `xfrdir: "${folder}"`,
    `logfile: "${folder}/nsd.log"`,
    'server-count: 1',
    'rrl-ratelimit: 0',
  ]
  return [
    'server:',
    ...server.map(line => `  ${line}`),
    'remote-control:',
    '  control-enable: no',
    'zone:',
    `  name: ${zone}`,
    '  zonefile: zone',
    '',
  ].join('\n')
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
