import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type OpenCloudflare, openCloudflare, readSets } from '../../../test/fakes/cloudflare/open.ts'
import type { Fault } from '../../../test/fakes/cloudflare/options.ts'
import { legalZone } from '../../../test/zone-arbitraries.ts'
import type { RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { check } from '../../plan/check.ts'
import { diff } from '../../plan/diff.ts'
import { isSameSet } from '../../plan/same-set.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change, Outcome } from '../../plan/types.ts'
import { canonicalSet } from './canonical.ts'
import { cloudflareCapabilities } from './capabilities.ts'
import { proxiableTypes } from './record.ts'

const zone = 'example.com.'
const limits = { requests: 1_000_000, requestsPerSecond: 1_000_000 }

/** Zones that Cloudflare can hold, some of their sets proxied. */
const state: fc.Arbitrary<RRset[]> = fc
  .tuple(legalZone, fc.infiniteStream(fc.boolean()))
  .map(([sets, proxied]) =>
    sets
      .filter(({ name, type }) => !(name === zone && (type === 'NS' || type === 'SOA')) && !name.includes('\\'))
      .map(set => (proxiableTypes.includes(set.type) ? { ...set, options: { proxied: proxied.next().value } } : set))
      .map(canonicalSet),
  )
  .filter(sets => check(zone, { before: [], after: sets }, cloudflareCapabilities).length === 0)

function changesTo(current: readonly RRset[], wanted: readonly RRset[]): Change[] {
  return diff(current, wanted, { managed: () => true })
}

async function move(open: OpenCloudflare, wanted: readonly RRset[]): Promise<Outcome[]> {
  const { outcomes } = await open.provider.apply(open.zone, changesTo(await readSets(open), wanted))
  return outcomes
}

test('from any zone to any other nothing is left to do, and records that stay are the same ones', async () => {
  await fc.assert(
    fc.asyncProperty(state, state, async (first, second) => {
      const open = await openCloudflare({ limits })
      await move(open, first)
      const old = open.fake.records(open.zone.hostedZoneId)
      const outcomes = await move(open, second)
      expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
      expect(changesTo(await readSets(open), second)).toEqual([])
      const now = new Map(open.fake.records(open.zone.hostedZoneId).map(record => [record.id, record]))
      for (const { name, type, id } of old) {
        const kept = now.get(id)
        if (kept !== undefined) expect([kept.name, kept.type]).toEqual([name, type])
      }
      await open.fake.close()
    }),
    { numRuns: 40 },
  )
})

/** Of a batch there is one request that can go wrong, and of records one by one any. */
const faultOf = (batch: boolean): fc.Arbitrary<Fault> =>
  fc.record({
    kind: fc.constantFrom<Fault['kind'][]>(
      'reset_before',
      'reset_after',
      'server_error',
      'server_error_after',
      'html',
      'broken_json',
      'throttled',
    ),
    method: fc.constantFrom(...(batch ? ['POST'] : ['POST', 'PATCH', 'DELETE'])),
    after: fc.nat(batch ? 0 : 2),
    status: fc.constantFrom(500, 502, 503),
  })

test.each([true, false])(
  'whatever goes wrong, what is said to be made is, and what is said to have failed is not (batches: %s)',
  async batch => {
    await fc.assert(
      fc.asyncProperty(state, state, faultOf(batch), async (first, second, befalls) => {
        const open = await openCloudflare({ limits, batch })
        await move(open, first)
        open.fake.faults.add(befalls)
        const before = await readSets(open)
        const outcomes = await move(open, second).catch(() => [])
        open.fake.faults.clear()
        const there = new Map((await readSets(open)).map(set => [setKey(set), set]))
        if (outcomes.length === 0) expect(changesTo([...there.values()], before)).toEqual([])
        for (const { status, change } of outcomes) {
          const expected = status === 'applied' ? afterOf(change) : beforeOf(change)
          if (status !== 'unknown') expect(isSame(there.get(setKey(setOf(change))), expected)).toBe(true)
        }
        await open.fake.close()
      }),
      { numRuns: 40 },
    )
  },
)

function isSame(one: RRset | undefined, other: RRset | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameSet(one, other)
}
