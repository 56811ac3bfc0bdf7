import { execFile } from 'node:child_process'
import { decodeMessage } from '../../src/dns/message-decode.ts'
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
  const answers = output.split(/^;; Got (?=answer:$|bad packet:)/m).slice(1)
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
  if (text.startsWith('bad packet')) return readDump(text)
  const records = text
    .split('\n')
    .slice(1)
    .filter(line => line !== '' && !line.startsWith(';'))
  return {
    status: /status: (\w+)/.exec(text)?.[1] ?? 'none',
    authoritative: /^;; flags:[^;]* aa\b/m.test(text),
    answer: records.map(line => line.replace(/\s+/g, ' ')).sort(),
  }
}

/** A message with data that `dig` doesn't accept, such as a NAPTR with an expression of its own kind: read from its bytes. */
function readDump(text: string): DigAnswer {
  const dump = [...text.matchAll(/^((?:[0-9a-f]{2} )+) {2,}/gm)].map(([, bytes]) => bytes).join('')
  const { rcode, authoritative, answers } = decodeMessage(Buffer.from(dump.replaceAll(' ', ''), 'hex'))
  const answer = answers.map(({ name, ttl, type, rdata }) => `${name} ${ttl} IN ${type} ${rdata}`)
  return { status: rcode, authoritative, answer: answer.sort() }
}
