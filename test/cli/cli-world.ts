import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { type Ended, runProgram } from '../run-program.ts'

/** The program as people have it: a process of its own, in a folder and with a home of its own, beside a server that runs. */
export interface CliWorld {
  zoneplane: TestZoneplane
  folder: string
  /** In a pipe, with the admin's key unless told otherwise. */
  run(...words: string[]): Promise<Ended>
  runWith(options: { env?: Env; input?: string }, ...words: string[]): Promise<Ended>
  /** The result of a command with `--json`. */
  json<Data>(...words: string[]): Promise<Data>
  /** On a terminal: types each answer when what it answers to has been shown. Gives all that was on the screen. */
  onTerminal(
    words: string[],
    answers?: readonly [shown: RegExp, typed: string][],
    env?: Env,
  ): Promise<{ code: number; screen: string }>
  write(file: string, text: string): void
  stop(): Promise<void>
}

type Env = Record<string, string | undefined>

const bin = join(import.meta.dirname, '../../src/bin.ts')

export async function startCliWorld(settings: Record<string, string> = {}): Promise<CliWorld> {
  const zoneplane = await startTestZoneplane(settings)
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-cli-'))
  const usual: Env = {
    ...Object.fromEntries(
      Object.keys(process.env)
        .filter(name => /^(ZONEPLANE_|XDG_|NO_COLOR|FORCE_COLOR|CI$)/.test(name))
        .map(name => [name, undefined]),
    ),
    HOME: folder,
    TERM: 'xterm-256color',
    ZONEPLANE_URL: zoneplane.url,
    ZONEPLANE_TOKEN: zoneplane.apiKey,
  }
  const runWith: CliWorld['runWith'] = ({ env = {}, input = '' }, ...words) =>
    runProgram(process.execPath, [bin, ...words], { cwd: folder, env: { ...usual, ...env }, input })
  return {
    zoneplane,
    folder,
    runWith,
    run: (...words) => runWith({}, ...words),
    json: async (...words) => {
      const { code, stdout, stderr } = await runWith({}, ...words, '--json')
      if (code === 1) throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout)
    },
    onTerminal: (words, answers = [], env = {}) =>
      typeAt(words, answers, { cwd: folder, env: { ...process.env, ...usual, ...env } }),
    write: (file, text) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    },
    stop: async () => {
      await zoneplane.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** `script` (util-linux) runs a command on a terminal of its own, and tells its exit code. */
async function typeAt(
  words: readonly string[],
  answers: readonly [shown: RegExp, typed: string][],
  options: { cwd: string; env: Env },
): Promise<{ code: number; screen: string }> {
  const command = [process.execPath, bin, ...words].map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols 200; ${command}`, '/dev/null'], {
    ...options,
    env: options.env as NodeJS.ProcessEnv,
  })
  const open = [...answers]
  let [screen, seen] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', text => {
    screen += text
    const [next] = open
    if (next === undefined || !next[0].test(screen.slice(seen))) return
    seen = screen.length
    open.shift()
    child.stdin.write(`${next[1]}\r`)
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, screen: screen.replaceAll('\r\n', '\n') }
}
