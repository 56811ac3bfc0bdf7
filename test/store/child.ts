import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { StoreOptions } from '../../src/store/database.ts'

/** A script of this folder in a process of its own, working on a database. */
export interface Child {
  /** The next line it prints; undefined once it has ended. */
  line(): Promise<string | undefined>
  /** All further lines, until it has ended. */
  rest(): Promise<string[]>
  /** What it has complained about so far. */
  errors(): string
  /** Writes a line to its input. */
  say(line: string): void
  /** Stops it where it is, as a machine does that is put to sleep. */
  pause(): void
  resume(): void
  /** Ends it as a crash does, and waits until it's gone. */
  kill(): Promise<void>
  /** Closes its input and waits for its end; gives the exit code. */
  end(): Promise<number | null>
}

export function startChild(script: string, { dataDir, databaseUrl }: StoreOptions): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), dataDir, databaseUrl ?? ''])
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => (await lines.next()).value
  let errors = ''
  child.stderr.on('data', text => {
    errors += text
  })
  return {
    line,
    rest: async () => Array.fromAsync({ [Symbol.asyncIterator]: () => lines }),
    errors: () => errors,
    say: line => void child.stdin.write(`${line}\n`),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async end() {
      child.stdin.end()
      await ended
      return child.exitCode
    },
  }
}
