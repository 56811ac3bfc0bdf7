import { describe, expect, onTestFinished, test } from 'vitest'
import { failureOf, set } from '../../../test/rfc2136-world.ts'
import { keyText, testKey } from '../../../test/servers/primary.ts'
import { startSignedServer } from '../../../test/servers/signed-server.ts'
import { testIo } from '../../../test/test-io.ts'
import { createMessage, type Message, type MessageRecord } from '../../dns/message.ts'
import type { Rcode } from '../../dns/message-codes.ts'
import { decodeMessage } from '../../dns/message-decode.ts'
import { encodeMessage } from '../../dns/message-encode.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import { createStreamSigner } from '../../tsig/sign.ts'
import { verifyRequest } from '../../tsig/verify-request.ts'
import type { Provider } from '../provider.ts'
import { rfc2136Kind } from './kind.ts'

const key = testKey('key')
const zone = { hostedZoneId: 'example.com', name: 'example.com.', nameServers: [] }
const soa = (serial: number): MessageRecord => ({
  name: 'example.com.',
  type: 'SOA',
  class: 'IN',
  ttl: 300,
  rdata: `ns1.example.net. host.example.com. ${serial} 3600 600 86400 300`,
})
const record = ({ name, type, ttl, records }: RRset): MessageRecord => {
  return { name, type, class: 'IN', ttl, rdata: records[0]! }
}
const www = set('www', 'A', '192.0.2.1')
const create: Change = { op: 'create', after: www }

/** What the server says to each message: messages of answers, an RCODE, or nothing, which is to hang up. */
type Answer = MessageRecord[][] | Rcode | undefined

async function open(
  answer: (request: Message) => Answer,
): Promise<{ provider: Provider; asked: string[]; updates: Message[] }> {
  const asked: string[] = []
  const updates: Message[] = []
  const server = await startSignedServer(
    async bytes => {
      const verdict = await verifyRequest(bytes, () => key, Date.now())
      if (verdict.status !== 'valid') throw new Error('not signed')
      const request = decodeMessage(verdict.message)
      asked.push(request.opcode === 'UPDATE' ? 'UPDATE' : (request.questions[0]?.type ?? ''))
      if (request.opcode === 'UPDATE') updates.push(request)
      const said = answer(request)
      const signer = createStreamSigner({ key: verdict.key, requestMac: verdict.mac })
      const { id, opcode, questions } = request
      const reply = (fields: Partial<Message>) =>
        signer.sign(
          encodeMessage(createMessage({ id, opcode, questions, response: true, authoritative: true, ...fields })),
          Date.now(),
        )
      if (said === undefined) return []
      return typeof said === 'string' ? [reply({ rcode: said })] : said.map(answers => reply({ answers }))
    },
    { cut: true },
  )
  onTestFinished(() => server.stop())
  const provider = rfc2136Kind.open({ server: server.host, port: server.port, tsig: keyText(key) }, testIo())
  return { provider, asked, updates }
}

const typeOf = (request: Message) => (request.opcode === 'UPDATE' ? 'UPDATE' : request.questions[0]?.type)
const read = (provider: Provider, at?: string[]) => Array.fromAsync(provider.rrsets(zone, at ? { at } : {}))

describe('reading', () => {
  test('a transfer that is cut in the middle fails, and no part of the zone is shown', async () => {
    const { provider } = await open(() => [[soa(1)], [record(www)]])
    const seen: RRset[] = []
    const work = async () => {
      for await (const each of provider.rrsets(zone)) seen.push(each)
    }
    expect(await failureOf(work())).toMatchObject({ code: 'unavailable' })
    expect(seen).toEqual([])
  })

  test('a transfer that is refused of a zone that answers is forbidden, and otherwise the zone is not there', async () => {
    const forbidden = await open(request => (typeOf(request) === 'AXFR' ? 'REFUSED' : [[soa(1)]]))
    expect(await failureOf(read(forbidden.provider))).toMatchObject({
      code: 'auth',
      details: { code: 'transfer_refused' },
    })
    const missing = await open(request => (typeOf(request) === 'AXFR' ? 'NOTAUTH' : 'NXDOMAIN'))
    expect(await failureOf(read(missing.provider))).toMatchObject({ code: 'not_found' })
  })

  test.each(['SERVFAIL', 'NOTIMP', 'FORMERR'] as const)('a transfer that is answered with %s fails', async rcode => {
    const { provider } = await open(() => rcode)
    expect(await failureOf(read(provider))).toMatchObject({ code: 'unavailable', details: { code: rcode } })
  })

  test('names are read from the copy as long as the serial is the same', async () => {
    const { provider, asked } = await open(request =>
      typeOf(request) === 'AXFR' ? [[soa(1), record(www), soa(1)]] : [[soa(1)]],
    )
    for (let count = 0; count < 3; count++) expect(await read(provider, [www.name])).toEqual([www])
    expect(asked).toEqual(['AXFR', 'IXFR', 'IXFR'])
  })

  test('what is read whole is transferred whole', async () => {
    const { provider, asked } = await open(() => [[soa(1), record(www), soa(1)]])
    await read(provider)
    await read(provider)
    expect(asked).toEqual(['AXFR', 'AXFR'])
  })

  test.each<[string, Answer]>([
    ['delete what is not there', [[soa(3), soa(2), record(set('more', 'A', '192.0.2.9')), soa(3), soa(3)]]],
    ['begin elsewhere', [[soa(3), soa(1), record(www), soa(3), soa(3)]]],
    ['are refused', 'REFUSED'],
    ['are not known', 'NOTIMP'],
  ])('differences that %s lead to a whole transfer', async (_, differences) => {
    const { provider, asked } = await open(request =>
      typeOf(request) === 'AXFR' ? [[soa(2), record(www), soa(2)]] : differences,
    )
    await read(provider, [www.name])
    expect(await read(provider, [www.name])).toEqual([www])
    expect(asked).toEqual(['AXFR', 'IXFR', 'AXFR'])
  })
})

describe('writing', () => {
  /** A zone that answers updates with an RCODE, and doesn't change. */
  const still = (update: Answer, sets: readonly RRset[] = []) =>
    open(request => (typeOf(request) === 'UPDATE' ? update : [[soa(1), ...sets.map(record), soa(1)]]))

  test.each([
    ['SERVFAIL', 'unknown', 'unavailable'],
    ['FORMERR', 'failed', 'rejected'],
    ['NOTIMP', 'failed', 'rejected'],
    ['NOTZONE', 'failed', 'rejected'],
    ['RCODE12', 'failed', 'rejected'],
    ['YXRRSET', 'failed', 'conflict'],
    ['NXRRSET', 'failed', 'conflict'],
    ['YXDOMAIN', 'failed', 'conflict'],
    ['NXDOMAIN', 'failed', 'conflict'],
  ] as const)('%s leaves the change %s as %s', async (rcode, status, code) => {
    const { provider } = await still(rcode)
    const { outcomes } = await provider.apply(zone, [create])
    expect(outcomes).toMatchObject([{ status, failure: { code } }])
  })

  test('NOTAUTH and a REFUSED that holds for all updates are thrown, since nothing was changed', async () => {
    expect(await failureOf((await still('NOTAUTH')).provider.apply(zone, [create]))).toMatchObject({
      code: 'not_found',
    })
    expect(await failureOf((await still('REFUSED')).provider.apply(zone, [create]))).toMatchObject({ code: 'auth' })
  })

  test('a REFUSED of these changes alone is no word against the key', async () => {
    const { provider } = await open(request => (request.authorities.length > 0 ? 'REFUSED' : [[]]))
    const { outcomes } = await provider.apply(zone, [create])
    expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'rejected', details: { code: 'REFUSED' } } }])
  })

  test('a connection that is cut behind the update leaves it unknown', async () => {
    const { provider } = await still(undefined)
    expect((await provider.apply(zone, [create])).outcomes).toMatchObject([
      { status: 'unknown', failure: { code: 'unavailable' } },
    ])
  })

  test('a server that is not there is thrown, since nothing was sent', async () => {
    const settings = { server: '127.0.0.1', port: 1, tsig: keyText(key) }
    const failure = await failureOf(rfc2136Kind.open(settings, testIo()).apply(zone, [create]))
    expect(failure).toMatchObject({ code: 'unavailable' })
  })

  test('a conflict is told of the change that it is of, and the others are skipped', async () => {
    const there = set('there', 'A', '192.0.2.5')
    const { provider } = await still('YXRRSET', [there])
    const batch: Change[] = [create, { op: 'create', after: there }]
    expect((await provider.apply(zone, batch)).outcomes.map(({ status }) => status)).toEqual(['skipped', 'failed'])
  })

  test('an update that was acknowledged and changed nothing has failed', async () => {
    const { provider, asked } = await still([[]])
    const { outcomes } = await provider.apply(zone, [create])
    expect(outcomes).toMatchObject([
      { status: 'failed', failure: { code: 'rejected', details: { code: 'ignored_by_server' } } },
    ])
    // It's looked for more than once: some servers need a moment.
    expect(asked.length).toBeGreaterThan(3)
  })

  test('an update that is to be seen a moment later has been made, with the serial as the receipt', async () => {
    let looks = 0
    const { provider } = await open(request => {
      if (typeOf(request) === 'UPDATE') return [[]]
      return ++looks < 3 ? [[soa(1), soa(1)]] : [[soa(2), record(www), soa(2)]]
    })
    expect(await provider.apply(zone, [create])).toMatchObject({ outcomes: [{ status: 'applied' }], receipt: '2' })
  })

  test('what the server keeps otherwise is told', async () => {
    const { provider } = await still([[]], [{ ...www, ttl: 3600 }])
    const { outcomes } = await provider.apply(zone, [create])
    expect(outcomes).toMatchObject([{ status: 'applied', stored: { ttl: 3600 } }])
  })

  test('an update that was acknowledged by a server that cannot be read then is unknown', async () => {
    const { provider } = await open(request => (typeOf(request) === 'UPDATE' ? [[]] : 'REFUSED'))
    expect((await provider.apply(zone, [create])).outcomes).toMatchObject([{ status: 'unknown' }])
  })

  test('a change of a set that has another TTL by now is a conflict before anything is sent', async () => {
    const { provider, updates } = await still([[]], [www])
    await read(provider)
    const before = { ...www, ttl: 60 }
    const { outcomes } = await provider.apply(zone, [{ op: 'delete', before }])
    expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'conflict' } }])
    expect(updates).toEqual([])
  })
})
