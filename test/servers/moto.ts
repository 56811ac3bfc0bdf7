import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from './find-program.ts'
import { endProcess, freePort } from './processes.ts'

/**
 * The path of `moto_server`, which simulates AWS (github.com/getmoto/moto). No Debian package has it, so it may be missing even
 * where all other servers must be there; then a warning says so.
 */
export function findMoto(): string | undefined {
  const found = findProgram('moto_server')
  if (found === undefined) console.warn('SKIPPED: moto_server is not on the path (pip install "moto[server]")')
  return found
}

export async function startMoto(program: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    if (await isUp(url)) return { url, stop: () => endProcess(child) }
    await sleep(100)
  }
  await endProcess(child)
  throw new Error('moto_server did not come up within half a minute')
}

function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  )
}
