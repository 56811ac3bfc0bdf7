import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './find-program.ts'
import { endProcess, freePort } from './processes.ts'
import { selfSigned } from './self-signed.ts'

/** A certificate authority for tests, which looks at challenges as real ones do: by DNS, at the server it's given. */
export interface Pebble {
  /** The ACME directory. */
  url: string
  /** The certificate that its HTTPS is signed with. */
  caFile: string
  stop(): Promise<void>
}

export const pebblePath = findProgram('pebble')

export async function startPebble(dnsServer: { host: string; port: number }): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-pebble-'))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const [port, management] = [await freePort(), await freePort()]
  const certificate = file('tls.pem', selfSigned.cert)
  const settings = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${management}`,
    certificate,
    privateKey: file('tls.key', selfSigned.key),
    httpPort: 5002,
    tlsPort: 5001,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  }
  const config = file('pebble.json', JSON.stringify({ pebble: settings }))
  const args = ['-config', config, '-dnsserver', `${dnsServer.host}:${dnsServer.port}`]
  // No waiting for show, and no nonces refused for practice.
  const env = { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' }
  const child = spawn(pebblePath ?? 'pebble', args, { cwd: folder, env })
  await new Promise<void>((resolve, reject) => {
    let output = ''
    const note = (bytes: Buffer) => {
      output += bytes.toString()
      if (output.includes('Listening on')) resolve()
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`pebble has ended:\n${output}`)))
  })
  return {
    url: `https://127.0.0.1:${port}/dir`,
    caFile: certificate,
    async stop() {
      await endProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
