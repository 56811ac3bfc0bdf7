import { afterAll, beforeAll, expect, test } from 'vitest'
import { signRequest, withTsig } from '../src/tsig/sign.ts'
import { splitMessage } from '../src/tsig/split-message.ts'
import type { TsigKey } from '../src/tsig/tsig-key.ts'
import { onEachStore } from './each-store.ts'
import { readReply, updateBytes } from './update-client.ts'
import { record } from './update-steps.ts'
import { createUpdateWorld, type UpdateWorld } from './update-world.ts'

onEachStore(start => {
  let world: UpdateWorld
  let key: TsigKey
  beforeAll(async () => {
    world = await createUpdateWorld(await start())
    key = (await world.makeKey({ name: 'all' })).key
  })
  afterAll(() => world?.app.stop())

  const values = async (host: string) =>
    (await world.at(host)).map(({ type, records }) => `${type} ${records.join(' ')}`)

  test('a signed update is made, answered with a signature, and told as a change set of its key', async () => {
    const reply = await world.update(key, { do: ['www IN 300 A 192.0.2.1'] })
    expect(reply).toEqual({ rcode: 'NOERROR', signed: true })
    expect(await values('www')).toEqual(['A 192.0.2.1'])
    const { body } = await world.call('GET', `/api/dynamic/production/dns/${world.zoneId}/changes`)
    expect(body.data[0]).toMatchObject({
      kind: 'write',
      status: 'applied',
      comment: 'DNS UPDATE',
      actor: { kind: 'machine_key', name: 'all' },
      address: '192.0.2.7',
    })
    const activities = await world.call('GET', '/api/activities')
    expect(activities.body.data[0]).toMatchObject({ action: 'record_set.put', subject: 'www.example.com. A' })
  })

  test('an update is taken back like any other change set', async () => {
    await world.update(key, { do: ['back IN 300 A 192.0.2.1', 'back IN 300 TXT "there"'] })
    await world.update(key, { do: ['back ANY ANY', 'back IN 60 TXT "here"'] })
    expect(await values('back')).toEqual(['TXT "here"'])
    const changes = `/api/dynamic/production/dns/${world.zoneId}/changes`
    const { body } = await world.call('GET', changes)
    const reverted = await world.call('POST', `${changes}/${Number(body.data[0]?.id)}/revert`, {})
    expect(reverted.status).toBe(201)
    expect((await values('back')).sort()).toEqual(['A 192.0.2.1', 'TXT "there"'])
  })

  test.each([
    [['used ANY ANY'], 'NXDOMAIN'],
    [['www NONE ANY'], 'YXDOMAIN'],
    [['www ANY TXT'], 'NXRRSET'],
    [['www NONE A'], 'YXRRSET'],
    [['www IN A 192.0.2.9'], 'NXRRSET'],
  ])('a prerequisite that fails (%s) is told as %s, and nothing is done', async (prerequisites, rcode) => {
    const reply = await world.update(key, { if: prerequisites, do: ['never IN 300 A 192.0.2.1'] })
    expect(reply).toMatchObject({ rcode, signed: true, code: 0 })
    expect(reply.text).toContain('prerequisite')
    expect(await values('never')).toEqual([])
  })

  test('prerequisites alone are answered, and leave no change set', async () => {
    const changes = `/api/dynamic/production/dns/${world.zoneId}/changes?limit=1`
    const newest = (await world.call('GET', changes)).body.data[0]?.id
    expect((await world.update(key, { if: ['www ANY A'] })).rcode).toBe('NOERROR')
    expect((await world.update(key, { if: ['www NONE A'] })).rcode).toBe('YXRRSET')
    expect((await world.update(key, {})).rcode).toBe('NOERROR')
    expect((await world.call('GET', changes)).body.data[0]?.id).toEqual(newest)
  })

  test('what a server would ignore silently is refused with its reason', async () => {
    const reply = await world.update(key, { do: ['www IN 300 CNAME elsewhere.example.'] })
    expect(reply).toMatchObject({ rcode: 'REFUSED', code: 18, signed: true })
    expect(reply.text).toContain('www.example.com has A records, and a CNAME must stand alone')
    expect(await values('www')).toEqual(['A 192.0.2.1'])
  })

  test('the SOA set and the NS set of the apex are not written, and deletions of them ignored', async () => {
    const soa = '@ IN 300 SOA ns1.test. root.test. 9 3600 600 86400 300'
    for (const line of [soa, '@ IN 300 NS ns9.example.', '@ NONE NS ns1.test.']) {
      expect(await world.update(key, { do: [line] })).toMatchObject({ rcode: 'REFUSED' })
    }
    for (const line of ['@ ANY SOA', '@ ANY NS', '@ ANY ANY']) {
      expect(await world.update(key, { do: [line] })).toEqual({ rcode: 'NOERROR', signed: true })
    }
    expect((await world.at('@')).map(({ type }) => type).sort()).toEqual(['NS', 'SOA'])
  })

  test('zones that are not the project’s are NOTAUTH, names outside the zone NOTZONE', async () => {
    expect(await world.update(key, { do: [] }, { zone: 'example.net.' })).toMatchObject({ rcode: 'NOTAUTH', code: 20 })
    expect(await world.update(key, {}, { zone: 'www.example.com.' })).toMatchObject({ rcode: 'NOTAUTH' })
    const outside = { ...record('x IN 300 A 192.0.2.1'), name: 'x.example.net.' }
    expect(await world.update(key, {}, { updates: [outside] })).toMatchObject({ rcode: 'NOTZONE' })
    expect(await world.update(key, {}, { prerequisites: [{ ...outside, ttl: 0 }] })).toMatchObject({ rcode: 'NOTZONE' })
    expect(await world.update(key, { if: ['www NONE A'] }, { updates: [outside] })).toMatchObject({ rcode: 'YXRRSET' })
  })

  test('sections that are not what they have to be are FORMERR', async () => {
    const question = { name: 'example.com.', type: 'SOA', class: 'IN' } as const
    for (const questions of [[], [{ ...question, type: 'A' }], [question, question]]) {
      expect(await world.update(key, {}, { fields: { questions } })).toMatchObject({ rcode: 'FORMERR', signed: true })
    }
    const chaos = { questions: [{ ...question, class: 'CH' as const }] }
    expect(await world.update(key, {}, { fields: chaos })).toMatchObject({ rcode: 'NOTAUTH' })
    const wrong = { ...record('www ANY A'), ttl: 5 }
    expect(await world.update(key, {}, { prerequisites: [wrong] })).toMatchObject({ rcode: 'FORMERR' })
    expect(await world.update(key, {}, { updates: [wrong] })).toMatchObject({ rcode: 'FORMERR' })
  })

  test('a message that cannot be read behind its header is FORMERR, signed', async () => {
    const bytes = updateBytes({ zone: 'example.com.', updates: [record('www IN 300 A 192.0.2.1')] })
    const at = bytes.findIndex((_, index) => bytes[index] === 0 && bytes[index + 1] === 4 && bytes[index + 2] === 192)
    const broken = Uint8Array.from([
      ...bytes.slice(0, at + 1),
      3,
      ...bytes.slice(at + 2, at + 5),
      ...bytes.slice(at + 6),
    ])
    const { message } = signRequest(broken, key, world.app.clock.now)
    const reply = await world.client.sendBytes(message)
    expect(reply && readReply(reply).rcode).toBe('FORMERR')
    expect(reply!.length).toBeGreaterThan(60)
  })

  test('the same message sent again is done once and answered the same', async () => {
    const bytes = updateBytes({ zone: 'example.com.', updates: [record('once IN 300 TXT "1"')] })
    const { message } = signRequest(bytes, key, world.app.clock.now)
    const first = await world.client.sendBytes(message)
    await world.update(key, { do: ['once ANY TXT'] })
    const second = await world.client.sendBytes(message)
    expect(readReply(first!).rcode).toBe('NOERROR')
    expect(readReply(second!)).toEqual(readReply(first!))
    expect(await values('once')).toEqual([])
  })

  test('a failed prerequisite is answered the same when the message comes late once more', async () => {
    const update = {
      zone: 'example.com.',
      prerequisites: [record('late ANY ANY')],
      updates: [record('late IN 300 TXT "1"')],
    }
    const { message } = signRequest(updateBytes(update), key, world.app.clock.now)
    expect(readReply((await world.client.sendBytes(message))!).rcode).toBe('NXDOMAIN')
    await world.update(key, { do: ['late IN 300 A 192.0.2.1'] })
    expect(readReply((await world.client.sendBytes(message))!).rcode).toBe('NXDOMAIN')
    expect(await values('late')).toEqual(['A 192.0.2.1'])
  })

  test.each<[string, (message: Uint8Array) => Uint8Array]>([
    ['under another id, which is not signed', message => message.with(0, message[0]! ^ 1)],
    ['with less of its signature', cutMac],
  ])('a message that somebody sends again %s is not done again', async (_, changed) => {
    const bytes = updateBytes({ zone: 'example.com.', updates: [record('replayed IN 300 TXT "1"')] })
    const { message } = signRequest(bytes, key, world.app.clock.now)
    await world.client.sendBytes(message)
    await world.update(key, { do: ['replayed ANY TXT'] })
    expect(readReply((await world.client.sendBytes(changed(message)))!).rcode).toBe('NOERROR')
    expect(await values('replayed')).toEqual([])
  })

  test('the same message many times at once is done once', async () => {
    const bytes = updateBytes({ zone: 'example.com.', updates: [record('burst IN 300 TXT "1"')] })
    const { message } = signRequest(bytes, key, world.app.clock.now)
    const replies = await Promise.all(Array.from({ length: 10 }, () => world.client.sendBytes(message)))
    const answered = replies.filter(reply => reply !== undefined)
    expect(answered.length).toBeGreaterThanOrEqual(1)
    for (const reply of answered) expect(readReply(reply).rcode).toBe('NOERROR')
    const { body } = await world.call('GET', `/api/dynamic/production/dns/${world.zoneId}/changes?limit=10`)
    const own = body.data as unknown as { idempotencyKey: string }[]
    expect(own.filter(({ idempotencyKey }) => idempotencyKey === own[0]?.idempotencyKey)).toHaveLength(1)
  })

  test('a hundred additions at one name at once all survive', async () => {
    const sent = Array.from({ length: 100 }, (_, index) =>
      world.update(key, { do: [`many IN 60 TXT "value ${index}"`] }),
    )
    expect((await Promise.all(sent)).every(({ rcode }) => rcode === 'NOERROR')).toBe(true)
    const [set] = await world.at('many')
    expect(new Set(set?.records)).toEqual(new Set(Array.from({ length: 100 }, (_, index) => `"value ${index}"`)))
  })

  test('of many who want a name only if it is free one gets it', async () => {
    const sent = Array.from({ length: 20 }, (_, index) =>
      world.update(key, { if: ['free NONE ANY'], do: [`free IN 60 A 192.0.2.${index + 1}`] }),
    )
    const rcodes = (await Promise.all(sent)).map(({ rcode }) => rcode)
    expect(rcodes.filter(rcode => rcode === 'NOERROR')).toHaveLength(1)
    expect(rcodes.filter(rcode => rcode === 'YXDOMAIN')).toHaveLength(19)
    expect((await world.at('free'))[0]?.records).toHaveLength(1)
  })

  test('what isn’t an update or a signed question is left to others', async () => {
    const query = updateBytes({ zone: 'example.com.', fields: { opcode: 'QUERY' } })
    expect(await world.client.sendBytes(query)).toBeUndefined()
  })
})

/** As far as RFC 8945 §5.2.2.1 lets a sender cut it. */
function cutMac(bytes: Uint8Array): Uint8Array {
  const { message, tsig } = splitMessage(bytes)
  return withTsig(message, { ...tsig!, mac: tsig!.mac.subarray(0, 16) })
}
