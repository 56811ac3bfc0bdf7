import { expect, test } from 'vitest'
import type { RRset } from '../dns/rrset.ts'
import { setOf } from '../plan/change.ts'
import type { Change } from '../plan/types.ts'
import { createFooting, stepsOf } from './plan-steps.ts'

const zone = 'example.com.'
const set = (name: string, type: string): RRset => ({ name: `${name}.${zone}`, type, ttl: 300, records: ['x'] })
const create = (name: string, type: string): Change => ({ op: 'create', after: set(name, type) })
const names = (steps: readonly (readonly Change[])[]) =>
  steps.map(step => step.map(change => `${setOf(change).name.split('.')[0]} ${setOf(change).type}`))

test('what stands on another change goes into a later step: the same name, and what is below a delegation', () => {
  const batch: Change[] = [
    { op: 'delete', before: set('www', 'A') },
    create('www', 'CNAME'),
    create('sub', 'NS'),
    create('ns.sub', 'A'),
    create('other', 'A'),
  ]
  expect(names(stepsOf(batch, zone))).toEqual([['www A'], ['www CNAME', 'sub NS'], ['ns A', 'other A']])
})

test('changes that have nothing to do with each other are one step', () => {
  const batch = ['a', 'b', 'c'].map(name => create(name, 'A'))
  expect(stepsOf(batch, zone)).toEqual([batch])
})

test('the name servers of the zone itself carry nothing else', () => {
  const footing = createFooting(zone)
  footing.add({ op: 'create', after: { name: zone, type: 'NS', ttl: 300, records: ['ns.example.net.'] } })
  expect(footing.carries(create('www', 'A'))).toBe(false)
})
