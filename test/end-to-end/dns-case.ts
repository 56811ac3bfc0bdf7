import { readFileSync } from 'node:fs'
import type { ServedZone } from '../servers/dns-server.ts'

/** One question of a case file, and its answer. */
export interface CaseQuestion {
  name: string
  type: string
  tcp: boolean
  /** Bytes, in an OPT record; without it the question has none. */
  payload: number | undefined
  /** RCODE and flags in the first line, then the records, sorted. */
  expected: string[]
  /** Servers that answer otherwise, and why. */
  differs: Map<string, string>
}

export interface DnsCase {
  zones: ServedZone[]
  questions: CaseQuestion[]
}

/** Reads a file of `test/dns-cases`; its README says what stands in one. */
export function readDnsCase(path: string): DnsCase {
  const [, ...parts] = readFileSync(path, 'utf8').split(/^=== /m)
  const result: DnsCase = { zones: [], questions: [] }
  for (const part of parts) {
    const [head = '', ...lines] = part.split('\n')
    const [verb, ...words] = head.split(' ')
    if (verb === 'zone') result.zones.push({ name: words[0]!, text: `$ORIGIN ${words[0]}\n${lines.join('\n')}` })
    else if (verb === 'ask') result.questions.push(readQuestion(words, lines.filter(Boolean)))
    else throw new Error(`${path}: ${head}`)
  }
  return result
}

function readQuestion([name = '', type = '', ...options]: string[], lines: string[]): CaseQuestion {
  const notes = lines.filter(line => line.startsWith('differs '))
  const [head = '', ...records] = lines.filter(line => !line.startsWith('differs '))
  const payload = options.find(option => option.startsWith('payload='))
  return {
    name,
    type,
    tcp: options.includes('tcp'),
    payload: payload === undefined ? undefined : Number(payload.slice('payload='.length)),
    expected: [head, ...records.sort()],
    differs: new Map(notes.map(note => /^differs (\w+): (.+)$/.exec(note)!.slice(1) as [string, string])),
  }
}
