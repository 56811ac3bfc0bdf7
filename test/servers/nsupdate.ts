import { spawn } from 'node:child_process'
import { findProgram } from './find-program.ts'

/** Programs that send updates; both take the same script. */
export type Updater = 'nsupdate' | 'knsupdate'

export const updaters: Record<Updater, string | undefined> = {
  nsupdate: findProgram('nsupdate'),
  knsupdate: findProgram('knsupdate'),
}

/** A TSIG key as replies of the API give it. */
export interface TsigText {
  name: string
  algorithm: string
  secret: string
}

export interface Updated {
  /** The RCODE; `NOERROR` where the program says nothing. */
  rcode: string
  output: string
}

export interface UpdateOptions {
  program?: Updater
  tcp?: boolean
  /** Undefined: unsigned. */
  key: TsigText | undefined
}

/** Runs a script of prerequisites and updates as one message, and gives what the server has said. Without a zone the program asks for it. */
export function nsupdate(
  { host, port }: { host: string; port: number },
  zone: string | undefined,
  script: readonly string[],
  { program = 'nsupdate', tcp = false, key }: UpdateOptions,
): Promise<Updated> {
  const lines = [`server ${host} ${port}`, ...(zone === undefined ? [] : [`zone ${zone}`]), ...script, 'send', '']
  const args = [...(tcp ? ['-v'] : []), ...(key ? ['-y', `${key.algorithm}:${key.name}:${key.secret}`] : [])]
  return run(updaters[program] ?? program, args, lines.join('\n'))
}

function run(program: string, args: readonly string[], input: string): Promise<Updated> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args)
    let output = ''
    const note = (bytes: Buffer) => {
      output += bytes.toString()
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    child.on('error', reject)
    child.on('close', status => {
      const failed = /(?:update failed: |status: |update failed with error ['"]?|error: )(\w+)/.exec(output)?.[1]
      resolve({ rcode: failed ?? (status === 0 ? 'NOERROR' : 'unknown'), output })
    })
    child.stdin.end(input)
  })
}
