import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../../test/servers/find-program.ts'
import { endProcess } from '../../test/servers/processes.ts'

/** Folders and processes of one bench run; all of them go when it ends. */
export interface Workbench {
  folder(name: string): string
  start(program: string, args: string[], options?: { env?: Record<string, string>; cwd?: string }): ChildProcess
  close(): Promise<void>
}

export function createWorkbench(): Workbench {
  const root = mkdtempSync(join(tmpdir(), 'zoneplane-bench-'))
  const children: ChildProcess[] = []
  return {
    folder: name => mkdtempSync(join(root, `${name}-`)),
    start: (program, args, options = {}) => {
      const env = { ...process.env, ...options.env }
      const child = spawn(program, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] })
      child.stderr?.resume()
      children.push(child)
      return child
    },
    close: async () => {
      for (const child of children) await endProcess(child)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Asks until `probe` gives something, for at most 20 s. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    const result = await probe().catch(() => undefined)
    if (result !== undefined) return result
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${what} did not come up`)
}

/** Says so, and ends the program with a failure, where a peer isn't installed: a bench without its peer measures nothing. */
export function requirePrograms(...names: string[]): void {
  const missing = names.filter(name => findProgram(name) === undefined)
  if (missing.length === 0) return
  console.error(`not installed: ${missing.join(', ')} (scripts/install-test-servers.sh installs them on Debian)`)
  process.exit(2)
}

/** Seconds of processor time that a process and its threads have used (proc(5), utime and stime at 100 a second). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Watches a process' largest resident size, in MB (proc(5), VmHWM), until it ends. */
export function peakMemory(pid: number): { stop(): number } {
  let megabytes = 0
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    } catch {
      // It has ended.
    }
  }
  const timer = setInterval(look, 20)
  return {
    stop: () => {
      clearInterval(timer)
      return megabytes
    },
  }
}
