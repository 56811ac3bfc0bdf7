import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Zoneplane as a process of its own, started as `npm start` does. */
export interface ServeProcess {
  child: ChildProcess
  /** Everything on standard output and standard error so far. */
  stdout(): string
  stderr(): string
  url: string
  dnsPort: number
  /** Sends a signal and gives the exit code, or null where the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

export interface FailedServe {
  code: number | null
  stderr: string
}

/**
 * Starts it on free ports and waits for its banner. Rejects with what it printed where it ends before that. `program`: another
 * one that starts it.
 */
export async function serve(
  dataDir: string,
  env: Record<string, string> = {},
  program: string = bin,
): Promise<ServeProcess> {
  const started = spawnServe(dataDir, env, program)
  const { child } = started
  const banner = await started.until(/ {2}DNS +(\S+) port (\d+)/)
  const url = / {2}console +(\S+)/.exec(started.stdout())?.[1] ?? ''
  return {
    child,
    stdout: started.stdout,
    stderr: started.stderr,
    url,
    dnsPort: Number(banner[2]),
    stop: async signal => {
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}

/** Starts it with settings that it must refuse, and waits for its end. */
export async function serveInVain(dataDir: string, env: Record<string, string> = {}): Promise<FailedServe> {
  const { child, stderr } = spawnServe(dataDir, env)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stderr: stderr() }
}

const bin = join(import.meta.dirname, '../../src/bin.ts')

function spawnServe(dataDir: string, env: Record<string, string>, program: string = bin) {
  const settings = { PORT: '0', ZONEPLANE_DNS_PORT: '0', ZONEPLANE_DATA_DIR: dataDir, DATABASE_URL: '' }
  const child = spawn(process.execPath, [program, 'serve'], { env: { ...process.env, ...settings, ...env } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', text => {
    stdout += text
  })
  child.stderr.on('data', text => {
    stderr += text
  })
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(stdout)
        if (found !== null) resolve(found)
      }
      child.stdout.on('data', look)
      child.on('close', code => reject(new Error(`ended with ${code}: ${stderr}`)))
    })
  return { child, stdout: () => stdout, stderr: () => stderr, until }
}
