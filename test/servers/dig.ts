import { execFile } from 'node:child_process'
import { typeCode } from '../../src/dns/record-types.ts'
import { findProgram } from './find-program.ts'

/** What a server answered, as `dig` understood it. */
export interface DigAnswer {
  status: string
  authoritative: boolean
  /** The answer section's records, as `dig` prints them, in an order that two servers share. */
  answer: string[]
}

export interface Question {
  name: string
  type: string
}

/** Where `dig` is, for `requireServer`. */
export const digPath = findProgram('dig')

/** Asks all questions in one run of `dig`, which asks again by TCP where an answer over UDP was cut off. */
export async function dig(
  { host, port }: { host: string; port: number },
  questions: readonly Question[],
  transport: 'udp' | 'tcp' = 'udp',
): Promise<DigAnswer[]> {
  const flags = ['+norecurse', '+noall', '+comments', '+answer', '+tries=1', transport === 'tcp' ? '+tcp' : '+notcp']
  const server = [`@${host}`, '-p', String(port)]
  // Types go by number: `dig` doesn't know all of them by name.
  const lines = questions.map(({ name, type }) => [...server, ...flags, '-q', name, '-t', `TYPE${typeCode(type)}`])
  const output = await run(lines.map(line => `${line.join(' ')}\n`).join(''))
  const answers = output.split(/^;; Got answer:$/m).slice(1)
  if (answers.length !== questions.length) throw new Error(`dig got ${answers.length} answers:\n${output}`)
  return answers.map(parseAnswer)
}

function run(batch: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(digPath ?? 'dig', ['-f', '-'], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(new Error(`dig failed: ${error.message}\n${stdout}`)),
    )
    child.stdin?.end(batch)
  })
}

function parseAnswer(text: string): DigAnswer {
  const records = text.split('\n').filter(line => line !== '' && !line.startsWith(';'))
  return {
    status: /status: (\w+)/.exec(text)?.[1] ?? 'none',
    authoritative: /^;; flags:[^;]* aa\b/m.test(text),
    answer: records.map(line => line.replace(/\s+/g, ' ')).sort(),
  }
}
