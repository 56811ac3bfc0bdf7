import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { createMessage } from '../../src/dns/message.ts'
import { encodeMessage } from '../../src/dns/message-encode.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { inChunks, largeZone, soaOf, startTransferWorld } from '../../src/nameserver/testing/transfer-world.ts'
import { requireServer } from '../servers/available.ts'
import { dig, digPath } from '../servers/dig.ts'
import type { DnsServer } from '../servers/dns-server.ts'
import { findProgram } from '../servers/find-program.ts'
import { testKey } from '../servers/primary.ts'
import { type SecondaryKind, secondaryPrograms, startSecondary } from '../servers/secondary.ts'

const run = promisify(execFile)
const kinds: readonly SecondaryKind[] = ['nsd', 'knot', 'bind']
const compareZones = findProgram('ldns-compare-zones')
const hasAll = [
  ...kinds.map(kind => requireServer(secondaryPrograms[kind], findProgram(secondaryPrograms[kind]))),
  requireServer('dig', digPath),
  requireServer('ldns-compare-zones', compareZones),
].every(Boolean)

const zone = 'ex.test.'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

test.skipIf(!hasAll)(
  'NSD, Knot and BIND fetch a zone of 100,000 sets at once, and take 1,000 changes as differences',
  async () => {
    const key = testKey('upd')
    const { server, front } = await startTransferWorld({ keys: [key], allowUnsigned: false })
    closers.push(server.close)
    const before = largeZone(zone, 100_000)
    await server.load(zone, inChunks(before))
    const started = await Promise.allSettled(
      kinds.map(kind =>
        startSecondary(kind, findProgram(secondaryPrograms[kind])!, { zones: [zone], primary: server.address, key }),
      ),
    )
    const secondaries = started.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    closers.push(...secondaries.map(({ stop }) => stop))
    expect(started.map(({ status }) => status)).toEqual(kinds.map(() => 'fulfilled'))
    for (const secondary of secondaries) expect(await differences(secondary, before)).toBe('')

    const { gone, changed, added } = changesOf(before)
    const after = [
      soaOf(zone, 2),
      ...before.slice(1).filter(set => !gone.includes(set) && !changed.has(set.name)),
      ...changed.values(),
      ...added,
    ]
    front.differences = [
      {
        before: [soaOf(zone, 1), ...gone, ...before.filter(({ name }) => changed.has(name))],
        after: [soaOf(zone, 2), ...changed.values(), ...added],
      },
    ]
    await server.apply(zone, [
      ...gone.map(({ name, type }) => ({ name, type })),
      ...[soaOf(zone, 2), ...changed.values(), ...added].map(set => ({ name: set.name, type: set.type, after: set })),
    ])
    for (const secondary of secondaries) await untilServing(secondary, 2)
    for (const secondary of secondaries) expect(await differences(secondary, after)).toBe('')
    const kindsSent = front.ends.map(end => (end.status === 'sent' ? `${end.kind} ${end.serial}` : end.reason))
    expect(kindsSent.filter(text => text === 'axfr 1')).toHaveLength(3)
    expect(kindsSent.filter(text => text === 'axfr 2')).toHaveLength(0)
    expect(kindsSent.filter(text => text === 'ixfr 2').length).toBeGreaterThanOrEqual(3)
  },
  60_000,
)

/** 1,000 of them: sets that go, get another address or another TTL, and new ones. */
function changesOf(sets: readonly RRset[]) {
  const hosts = sets.filter(({ name }) => name.startsWith('h')).slice(0, 750)
  const gone = hosts.slice(0, 250)
  const changed = new Map(
    hosts.slice(250).map((set, index) => {
      return [set.name, index % 2 === 0 ? { ...set, records: ['192.0.2.1', ...set.records] } : { ...set, ttl: 61 }]
    }),
  )
  const added = hosts
    .slice(0, 250)
    .map(({ name }) => ({ name: `new-${name}`, type: 'TXT', ttl: 30, records: ['"new"'] }))
  return { gone, changed, added }
}

/** Tells a secondary of a change until it serves it. */
async function untilServing(secondary: DnsServer, serial: number): Promise<void> {
  const soa = { name: zone, type: 'SOA', class: 'IN' as const }
  const notify = encodeMessage(createMessage({ id: 7, opcode: 'NOTIFY', authoritative: true, questions: [soa] }))
  const socket = createSocket('udp4')
  closers.push(async () => void socket.close())
  for (;;) {
    const [answer] = await dig(secondary, [{ name: zone, type: 'SOA' }])
    if (answer?.answer[0]?.includes(` ${serial} 3600`)) return
    socket.send(notify, secondary.port, secondary.host)
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}

/** `ldns-compare-zones` doesn't look at TTLs. */
function differentLine(served: string, wanted: readonly string[]): string {
  const there = new Set(served.split('\n').map(line => `${line.replace(/\s+/g, ' ')}\n`))
  return wanted.find(line => !there.has(line)) ?? ''
}

/** What `ldns-compare-zones` finds between what a secondary serves and what it should; empty for nothing. */
async function differences({ host, port }: DnsServer, expected: readonly RRset[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoneplane-compare-'))
  try {
    const [served, wanted] = [join(folder, 'served'), join(folder, 'wanted')]
    const arguments_ = [`@${host}`, '-p', String(port), '+noall', '+answer', '+onesoa', zone, 'AXFR']
    const { stdout } = await run(digPath!, arguments_, { maxBuffer: 1 << 28 })
    await writeFile(served, stdout)
    const lines = expected.flatMap(({ name, ttl, type, records }) =>
      records.map(data => `${name} ${ttl} IN ${type} ${data}\n`),
    )
    await writeFile(wanted, lines.join(''))
    const { stdout: found } = await run(compareZones!, ['-a', wanted, served], { maxBuffer: 1 << 28 })
    const summary = found.trim().replace(/^\+0\s+-0\s+~0$/, '')
    return summary.slice(0, 500) || differentLine(stdout, lines)
  } finally {
    await rm(folder, { recursive: true })
  }
}
