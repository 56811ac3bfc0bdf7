import { describe, expect, test } from 'vitest'
import { createMessage } from '../src/dns/message.ts'
import { batches } from '../src/plan/batches.ts'
import type { Change } from '../src/plan/types.ts'
import { rfc2136Kind } from '../src/providers/rfc2136/kind.ts'
import { tsigAlgorithms } from '../src/tsig/algorithms.ts'
import { create, failureOf, programs, sent, set, startRfc2136World, zone } from './rfc2136-world.ts'
import { requireServer } from './servers/available.ts'
import { findProgram } from './servers/find-program.ts'
import { emptyZone, keyText, testKey } from './servers/primary.ts'
import { testDns } from './test-io.ts'

describe.each(programs)('%s', program => {
  describe.skipIf(!requireServer(program, findProgram(program)))('as a server of zones', () => {
    test('is read in a signed transfer of many messages, each set once', async () => {
      const hosts = Array.from({ length: 20_000 }, (_, index) => `h${index} A 192.0.2.${index % 250}\n`)
      const large = emptyZone('example.com.')
      const { read } = await startRfc2136World(program, { zone: { ...large, text: large.text + hosts.join('') } })
      expect(await read()).toHaveLength(20_002)
    })

    test('may be read with differences what was read whole before', async () => {
      const { provider, apply, open, read } = await startRfc2136World(program)
      await read()
      await apply(create(set('www', 'A', '192.0.2.1', '192.0.2.2')), create(set('text', 'TXT', '"a"')))
      // Somebody else, whose changes this provider learns by its next read.
      const change = {
        op: 'replace',
        before: set('www', 'A', '192.0.2.1', '192.0.2.2'),
        after: set('www', 'A', '192.0.2.3'),
      }
      await open().apply(zone, [change as never, { op: 'delete', before: set('text', 'TXT', '"a"') }])
      const at = ['www.example.com.', 'text.example.com.']
      expect(await Array.fromAsync(provider.rrsets(zone, { at }))).toEqual([set('www', 'A', '192.0.2.3')])
      expect((await read()).get('www.example.com A')).toEqual(set('www', 'A', '192.0.2.3'))
    })

    test.each(tsigAlgorithms)('takes what is signed with %s, and signs its answers', async algorithm => {
      const { open, settings } = await startRfc2136World(program, { algorithm })
      const provider = open({ zones: ['example.com'] })
      expect(settings.tsig.algorithm).toBe(algorithm)
      expect(await provider.missingPermissions!()).toEqual([])
      const { outcomes } = await provider.apply(zone, [create(set('www', 'A', '192.0.2.1'))])
      expect(outcomes).toMatchObject([{ status: 'applied' }])
    })

    test('says that it does not know a key, by its name or for its algorithm', async () => {
      const { open, settings } = await startRfc2136World(program)
      for (const transferTsig of [
        keyText(testKey('stranger')),
        { ...settings.transferTsig!, algorithm: 'hmac-sha384' },
      ]) {
        const failure = await failureOf(Array.fromAsync(open({ transferTsig }).rrsets(zone)))
        // PowerDNS gives no reason.
        expect(failure).toMatchObject({ code: 'auth', details: { code: expect.stringMatching(/BADKEY|key_refused/) } })
      }
    })

    test('says that a secret is wrong, and nothing is changed', async () => {
      const { open, settings, read } = await startRfc2136World(program)
      const tsig = { ...settings.tsig, secret: keyText(testKey('other', 'hmac-sha512')).secret }
      const failure = await failureOf(sent(open({ tsig }).apply(zone, [create(set('www', 'A', '192.0.2.1'))])))
      expect(failure).toMatchObject({ code: 'auth', details: { code: expect.stringMatching(/BADSIG|REFUSED/) } })
      expect(JSON.stringify(failure)).not.toContain(tsig.secret)
      expect(await read()).toHaveLength(2)
    })

    test('says that the clocks differ, and by how much', async () => {
      const { open } = await startRfc2136World(program)
      const provider = open({}, () => Date.now() - 3_600_000)
      const failure = await failureOf(sent(provider.apply(zone, [create(set('www', 'A', '192.0.2.1'))])))
      expect(failure.code).toBe('auth')
      if (failure.details?.code !== 'key_refused') {
        expect(failure.details?.code).toBe('BADTIME')
        expect(failure.message).toMatch(/clock.* ahead of ours|clocks differ/)
      }
      expect(await failureOf(Array.fromAsync(provider.rrsets(zone)))).toMatchObject({ code: 'auth' })
    })

    test('that lets a key update and not transfer cannot be read, and is no empty zone', async () => {
      const { open, provider, settings } = await startRfc2136World(program, { transferKey: null })
      const updateOnly = open({ transferTsig: settings.tsig })
      expect(await failureOf(Array.fromAsync(updateOnly.rrsets(zone)))).toMatchObject({
        code: 'auth',
        details: { code: 'transfer_refused' },
      })
      expect(await updateOnly.missingPermissions!()).toMatchObject([{ path: 'transfer of example.com' }])
      // What it has changed nobody can look at.
      const { outcomes } = await updateOnly.apply(zone, [create(set('www', 'A', '192.0.2.1'))])
      expect(outcomes).toMatchObject([{ status: 'unknown', failure: { code: 'auth' } }])
      await expect(Array.fromAsync(provider.rrsets(zone))).rejects.toThrow()
    })

    test('that lets a key transfer and not update says so before and when it is tried', async () => {
      const { open, settings, read } = await startRfc2136World(program)
      const readOnly = open({ tsig: settings.transferTsig! })
      const missing = await readOnly.missingPermissions!()
      const failure = await failureOf(sent(readOnly.apply(zone, [create(set('www', 'A', '192.0.2.1'))])))
      // BIND's update-policy speaks of records, so an update without any is let pass.
      if (program === 'named') expect([missing, failure]).toMatchObject([[], { code: 'rejected' }])
      else expect([missing, failure]).toMatchObject([[{ path: 'update of example.com' }], { code: 'auth' }])
      expect(await read()).toHaveLength(2)
    })

    test('takes a set that is larger than messages usually are, alone', async () => {
      const { apply, read } = await startRfc2136World(program)
      const values = Array.from({ length: 100 }, (_, index) => `"${index} ${'x'.repeat(240)}"`)
      const changes = [
        ...Array.from({ length: 400 }, (_, index) => create(set(`h${index}`, 'TXT', `"${'y'.repeat(100)}"`))),
        create(set('large', 'TXT', ...values)),
      ]
      const plan = batches(changes, rfc2136Kind.capabilities.batch)
      expect(plan.oversize).toEqual([])
      expect(plan.batches.length).toBeGreaterThan(3)
      for (const batch of plan.batches) {
        expect((await apply(...batch)).every(({ status }) => status === 'applied')).toBe(true)
      }
      const sets = await read()
      expect(sets).toHaveLength(403)
      expect(sets.get('large.example.com TXT')?.records).toHaveLength(100)
    })

    test('ignores a CNAME beside other data, and that is told', async () => {
      const { apply, read } = await startRfc2136World(program)
      await read()
      await apply(create(set('www', 'A', '192.0.2.1')))
      const outcomes = await apply(
        create(set('www', 'CNAME', 'other.example.net.')),
        create(set('more', 'A', '192.0.2.2')),
      )
      expect(outcomes[0]).toMatchObject({ status: 'failed', failure: { code: 'rejected' } })
      const sets = await read()
      expect([...sets.keys()]).toContain('www.example.com A')
      expect([...sets.keys()]).not.toContain('www.example.com CNAME')
      // Whole or not at all is up to the server; what it has done is told either way.
      expect(outcomes[1]?.status).toBe(sets.has('more.example.com A') ? 'applied' : 'failed')
    })

    test('never loses its last name server, and that is told', async () => {
      const { apply, read } = await startRfc2136World(program)
      const before = (await read()).get('example.com NS')!
      expect(await apply({ op: 'delete', before })).toMatchObject([{ status: 'failed', failure: { code: 'rejected' } }])
      const after = set('@', 'NS', 'ns3.example.net.', 'ns4.example.net.')
      expect(await apply({ op: 'replace', before, after })).toMatchObject([{ status: 'applied' }])
      expect((await read()).get('example.com NS')?.records.toSorted()).toEqual(after.records)
    })

    test('may hold names in capitals, which are replaced and deleted all the same', async () => {
      const { text, name } = emptyZone('example.com.')
      const records = 'WWW CNAME Other.EXAMPLE.net.\n@ MX 10 Mail.Example.NET.\n_sip._tcp SRV 0 0 1 SIP.Example.NET.\n'
      const { apply, read } = await startRfc2136World(program, { zone: { name, text: text + records } })
      const was = await read()
      const cname = was.get('www.example.com CNAME')!
      expect(cname).toEqual(set('www', 'CNAME', 'other.example.net.'))
      const batch: Change[] = [
        { op: 'replace', before: cname, after: set('www', 'CNAME', 'another.example.net.') },
        { op: 'delete', before: was.get('example.com MX')! },
        { op: 'delete', before: was.get('_sip._tcp.example.com SRV')! },
      ]
      expect((await apply(...batch)).map(({ status }) => status)).toEqual(['applied', 'applied', 'applied'])
      expect(await read()).toHaveLength(3)
    })

    test('keeps its signatures and keys, which are neither shown nor written', async () => {
      const { apply, read, provider, server } = await startRfc2136World(program, { signs: true })
      const typesAt = async (name: string, type: string) => {
        const edns = { version: 0, payloadSize: 1232, dnssecOk: true, options: [] }
        const message = createMessage({ questions: [{ name, type, class: 'IN' }], edns })
        const { answers } = await testDns.exchange(server, message)
        return [...new Set(answers.map(answer => answer.type))].sort()
      }
      expect(await typesAt('example.com.', 'DNSKEY')).toEqual(['DNSKEY', 'RRSIG'])
      const types = new Set([...(await read()).values()].map(({ type }) => type))
      expect(types).toEqual(new Set(['SOA', 'NS']))
      expect(await apply(create(set('www', 'A', '192.0.2.1')))).toMatchObject([{ status: 'applied' }])
      expect(await typesAt('www.example.com.', 'A')).toEqual(['A', 'RRSIG'])
      expect(await typesAt('example.com.', 'DNSKEY')).toEqual(['DNSKEY', 'RRSIG'])
      expect(await apply({ op: 'delete', before: set('www', 'A', '192.0.2.1') })).toMatchObject([{ status: 'applied' }])
      expect(await Array.fromAsync(provider.rrsets(zone, { at: ['www.example.com.'] }))).toEqual([])
      const key = set('@', 'DNSKEY', '257 3 13 AAAA')
      expect(rfc2136Kind.audit!(key, 'example.com.')).toMatchObject([{ code: 'managed_by_provider' }])
    })
  })
})
