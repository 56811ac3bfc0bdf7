import { expect, test } from 'vitest'
import { inZone, record, run } from '../../test/update-steps.ts'
import { readPrerequisites } from './update-prerequisites.ts'

const zone = 'example.com.'
const there = inZone(
  '@ SOA 300 ns1.example.com. root.example.com. 7 3600 600 86400 300',
  '@ NS 300 ns1.example.com.',
  'www A 300 192.0.2.1 | 192.0.2.2',
  'www TXT 60 "one"',
  'a.deep AAAA 300 2001:db8::1',
  '* A 300 192.0.2.9',
)

const told = (prerequisites: string[], sets = there) => run(sets, { prerequisites }).codes

// RFC 2136 §2.4.1 to §2.4.5, each where it holds and where it doesn't.
test.each([
  ['a set that is there, whatever it holds (§2.4.1)', ['www ANY A'], []],
  ['a set that is not there', ['www ANY AAAA'], ['nxrrset']],
  ['a set at a name that is not there', ['nowhere ANY A'], ['nxrrset']],
  ['a set that holds exactly the values (§2.4.2)', ['www IN A 192.0.2.2', 'www IN A 192.0.2.1'], []],
  ['a set that holds more', ['www IN A 192.0.2.1'], ['nxrrset']],
  ['a set that holds less', ['www IN A 192.0.2.1', 'www IN A 192.0.2.2', 'www IN A 192.0.2.3'], ['nxrrset']],
  ['a set that holds something else', ['www IN TXT "two"'], ['nxrrset']],
  ['values of a set that is not there', ['www IN AAAA 2001:db8::1'], ['nxrrset']],
  ['a set that is absent (§2.4.3)', ['www NONE AAAA'], []],
  ['a set that is not absent', ['www NONE TXT'], ['yxrrset']],
  ['a name in use (§2.4.4)', ['www ANY ANY'], []],
  ['a name that is not in use', ['nowhere ANY ANY'], ['nxdomain']],
  ['an empty name above others, which is not in use', ['deep ANY ANY'], ['nxdomain']],
  ['a name that only a wildcard answers for', ['x ANY ANY'], ['nxdomain']],
  ['the wildcard itself', ['* ANY ANY'], []],
  ['a name not in use (§2.4.5)', ['nowhere NONE ANY'], []],
  ['a name that is in use', ['www NONE ANY'], ['yxdomain']],
  ['the apex, which is always in use', ['@ NONE ANY'], ['yxdomain']],
  ['the SOA set', ['@ ANY SOA'], []],
  ['no SOA set', ['@ NONE SOA'], ['yxrrset']],
])('asks for %s', (_, prerequisites, codes) => {
  expect(told(prerequisites)).toEqual(codes)
})

test('the apex has SOA and NS sets also where the service does not show them', () => {
  expect(told(['@ ANY ANY', '@ ANY SOA', '@ ANY NS'], [])).toEqual([])
  expect(told(['@ NONE NS'], [])).toEqual(['yxrrset'])
})

test('what fails is told in the order of RFC 2136 §3.2.5: values are compared after everything else', () => {
  expect(told(['www IN A 192.0.2.1', 'www NONE TXT', 'nowhere ANY ANY'])).toEqual(['yxrrset', 'nxdomain', 'nxrrset'])
})

test('an alias set is there, and holds no values', () => {
  const alias = { dnsName: 'target.example.net.', hostedZoneId: 'Z1', evaluateTargetHealth: false }
  const sets = [{ name: 'www.example.com.', type: 'A', ttl: 0, records: [], options: { alias } }]
  expect(told(['www ANY A'], sets)).toEqual([])
  expect(told(['www IN A 192.0.2.1'], sets)).toEqual(['nxrrset'])
})

test('prerequisites look at the zone as it was before the updates of their own message', () => {
  const updates = ['www ANY ANY', 'new IN 300 A 192.0.2.7']
  const { codes, sets } = run(there, { prerequisites: ['www ANY A', 'new NONE ANY'], updates })
  expect(codes).toEqual([])
  expect(sets.filter(set => set.startsWith('www.'))).toEqual([])
})

test('where one does not hold nothing is done', () => {
  const { codes, changes } = run(there, { prerequisites: ['www NONE ANY'], updates: ['new IN 300 A 192.0.2.7'] })
  expect(codes).toEqual(['yxdomain'])
  expect(changes).toEqual([])
})

// RFC 2136 §3.2.5, line by line.
test.each([
  ['a TTL', { ...record('www ANY A'), ttl: 1 }, 'FORMERR'],
  ['a name outside the zone', { ...record('www ANY A'), name: 'www.example.net.' }, 'NOTZONE'],
  ['a name that only ends alike', { ...record('www ANY A'), name: 'notexample.com.' }, 'NOTZONE'],
  ['data of class ANY', { ...record('www ANY A'), rdata: '192.0.2.1' }, 'FORMERR'],
  ['data of class NONE', { ...record('www NONE A'), rdata: '192.0.2.1' }, 'FORMERR'],
  ['another class', { ...record('www IN A 192.0.2.1'), class: 'CH' as const }, 'FORMERR'],
  ['values of a type that no zone holds', { ...record('www IN A 192.0.2.1'), type: 'ANY' }, 'FORMERR'],
  ['a set of a type that no zone holds', { ...record('www ANY A'), type: 'AXFR' }, 'FORMERR'],
])('%s in a prerequisite is a fault', (_, wrong, rcode) => {
  expect(readPrerequisites(zone, [record('www ANY A'), wrong])).toMatchObject({ fault: { rcode } })
})
