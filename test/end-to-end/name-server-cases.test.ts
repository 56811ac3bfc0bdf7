import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message, MessageRecord } from '../../src/dns/message.ts'
import { startNameServer } from '../../src/nameserver/start.ts'
import { requireServer } from '../servers/available.ts'
import { startBind } from '../servers/bind.ts'
import type { DnsServer, ServedZone } from '../servers/dns-server.ts'
import { findProgram } from '../servers/find-program.ts'
import { startNsd } from '../servers/nsd.ts'
import { readZone } from '../servers/read-zone.ts'
import { askTcp, askUdp } from './ask-server.ts'
import { type CaseQuestion, readDnsCase } from './dns-case.ts'

const folder = join(import.meta.dirname, '../dns-cases')
const files = readdirSync(folder).filter(name => name.endsWith('.case'))
const nsd = findProgram('nsd')
const bind = findProgram('named')

const servers: [string, boolean, (zones: readonly ServedZone[]) => Promise<DnsServer>][] = [
  ['ours', true, startOurs],
  ['nsd', requireServer('nsd', nsd), zones => startNsd(nsd!, zones)],
  ['bind', requireServer('named', bind), zones => startBind(bind!, zones)],
]

for (const [name, found, start] of servers) {
  describe.skipIf(!found).each(files)(`${name}: %s`, file => {
    const { zones, questions } = readDnsCase(join(folder, file))
    let server: DnsServer
    beforeAll(async () => {
      server = await start(zones)
    })
    afterAll(() => server?.stop())

    test.each(questions)('$name $type', async question => {
      const answer = await ask(server.port, question)
      if (question.differs.has(name)) expect(answer, question.differs.get(name)).not.toEqual(question.expected)
      else expect(answer).toEqual(question.expected)
    })
  })
}

async function startOurs(zones: readonly ServedZone[]): Promise<DnsServer> {
  const server = await startNameServer({
    host: '127.0.0.1',
    port: 0,
    onFailure: error => {
      throw error
    },
  })
  for (const zone of zones) await server.load(zone.name, chunksOf(readZone(zone)))
  const { port } = server.address
  return {
    name: 'ours',
    host: '127.0.0.1',
    port,
    pid: process.pid,
    printed: () => '',
    stop: () => server.close(),
  }
}

async function* chunksOf<Item>(items: Item[]): AsyncIterable<Item[]> {
  yield items
}

async function ask(port: number, question: CaseQuestion): Promise<string[]> {
  const answer = await (question.tcp ? askTcp(port, question) : askUdp(port, question))
  const head = [answer.rcode, answer.authoritative ? 'aa' : '', answer.truncated ? 'tc' : '']
  return [head.filter(Boolean).join(' '), ...recordLines(answer).sort()]
}

function recordLines(answer: Message): string[] {
  return [
    ...answer.answers.map(record => line('answer', record)),
    ...answer.authorities.map(record => line('authority', record)),
    ...answer.additionals.map(record => line('additional', record)),
  ]
}

function line(section: string, { name, ttl, type, rdata }: MessageRecord): string {
  return `${section} ${name} ${ttl} ${type} ${rdata}`
}
