import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RecordSet } from '../sdk/index.ts'
import type { DesiredSet } from './desired.ts'
import { diffZone } from './diff-zone.ts'

const domain = 'example.com'
const set = (name: string, type: string, values: string[], more: object = {}): DesiredSet => ({
  name,
  type,
  ttl: 300,
  values,
  place: 'file',
  ...more,
})
const there = (name: string, type: string, values: string[], more: object = {}): RecordSet => ({
  name,
  type,
  ttl: 300,
  values,
  ...more,
})
const diff = (sets: DesiredSet[], actual: RecordSet[], isZoneFile = false) =>
  diffZone({ domain, place: 'file', sets, isZoneFile }, actual)
const kept = [
  there(domain, 'SOA', ['ns1. host. 1 2 3 4 5']),
  there(domain, 'NS', ['ns1.example.net.'], { ttl: 86_400 }),
]

test('what is written in another way is the same all the same', () => {
  const actual = [
    there('example.com', 'MX', ['10 mail.example.com.', '20 backup.example.net.']),
    there('www.example.com', 'A', ['192.0.2.1', '192.0.2.2']),
    there('v6.example.com', 'AAAA', ['2001:db8::1']),
    there('*.example.com', 'TXT', ['a b']),
    there('xn--bcher-kva.example.com', 'CNAME', ['www.example.com.']),
  ]
  const sets = [
    set('@', 'mx', ['20 BACKUP.example.net', '10 mail.example.com']),
    set('WWW.Example.com.', 'A', ['192.0.2.2', '192.0.2.1']),
    set('v6', 'AAAA', ['2001:0DB8:0::1']),
    set('*', 'TXT', ['"a b"']),
    set('bücher', 'CNAME', ['www.example.com']),
  ]
  expect(diff(sets, [...kept, ...actual])).toEqual({ changes: [], unchanged: 5, problems: [] })
})

test('a set that isn’t there is created, another one replaced, and one that isn’t wanted deleted as it was read', () => {
  const actual = [...kept, there('old.example.com', 'A', ['192.0.2.9']), there('www.example.com', 'A', ['192.0.2.1'])]
  const { changes } = diff([set('www', 'A', ['192.0.2.2']), set('new', 'A', ['192.0.2.3'], { ttl: undefined })], actual)
  expect(changes).toEqual([
    {
      action: 'upsert',
      name: 'www.example.com',
      type: 'A',
      ttl: 300,
      values: ['192.0.2.2'],
      ifCurrent: { ttl: 300, values: ['192.0.2.1'] },
    },
    { action: 'create', name: 'new.example.com', type: 'A', ttl: undefined, values: ['192.0.2.3'], ifCurrent: null },
    { action: 'delete', name: 'old.example.com', type: 'A', ifCurrent: { ttl: 300, values: ['192.0.2.9'] } },
  ])
})

test('what a provider keeps is not deleted, and a zone file leaves what it has no words for', () => {
  const alias = {
    name: 'a.example.com',
    type: 'A',
    aliasTarget: { dnsName: 'lb.example.net', hostedZoneId: 'Z1', evaluateTargetHealth: false },
  }
  const variant = there('v.example.com', 'A', ['192.0.2.1'], { variant: 'blue' })
  expect(diff([], [...kept, alias, variant], true).changes).toEqual([])
  expect(diff([], [...kept, alias, variant]).changes).toEqual([
    { action: 'delete', name: 'a.example.com', type: 'A', ifCurrent: { aliasTarget: alias.aliasTarget } },
    {
      action: 'delete',
      name: 'v.example.com',
      type: 'A',
      variant: 'blue',
      ifCurrent: { ttl: 300, values: ['192.0.2.1'] },
    },
  ])
})

test('aliases, variants and proxying are compared where they are said, and stay where not', () => {
  const aliasTarget = { dnsName: 'LB.example.net.', evaluateTargetHealth: false }
  const alias = {
    name: 'a.example.com',
    type: 'A',
    aliasTarget: { ...aliasTarget, dnsName: 'lb.example.net', hostedZoneId: 'Z1' },
  }
  const blue = there('v.example.com', 'A', ['192.0.2.1'], {
    variant: 'blue',
    routing: { policy: 'weighted', weight: 1 },
  })
  const proxied = there('p.example.com', 'A', ['192.0.2.1'], { proxied: true })
  const wanted: DesiredSet[] = [
    { name: 'a', type: 'A', aliasTarget, place: 'file' },
    set('v', 'A', ['192.0.2.1'], { variant: 'blue' }),
    set('p', 'A', ['192.0.2.1']),
  ]
  expect(diff(wanted, [alias, blue, proxied]).changes).toEqual([])
  const other = [
    { ...wanted[0]!, aliasTarget: { ...aliasTarget, evaluateTargetHealth: true } },
    { ...wanted[1]!, routing: { policy: 'weighted' as const, weight: 2 } },
    { ...wanted[2]!, proxied: false },
  ]
  expect(diff(other, [alias, blue, proxied]).changes.map(({ action }) => action)).toEqual([
    'upsert',
    'upsert',
    'upsert',
  ])
})

test('a set that is there twice, and a name outside of the zone, are problems', () => {
  const { problems } = diff(
    [
      set('www', 'A', ['192.0.2.1']),
      set('www.example.com', 'A', ['192.0.2.2']),
      set('a.example.net.', 'A', ['192.0.2.3']),
    ],
    [],
  )
  expect(problems).toEqual([
    'file: www.example.com A is there already, at file',
    expect.stringMatching(/^file: name: .*not in the zone/),
  ])
})

test('from any zone to any other, and then there is nothing to do', () => {
  const name = fc.constantFrom('@', 'a', 'b', 'a.b', '*', 'example.com.example.com', 'x\\.y')
  const value = fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3')
  const zone = fc.uniqueArray(
    fc.record({ name, values: fc.uniqueArray(value, { minLength: 1 }), ttl: fc.constantFrom(60, 300) }),
    { selector: ({ name }) => name },
  )
  const full = (text: string) =>
    text === '@' ? domain : text === 'example.com.example.com' ? text : `${text}.${domain}`
  fc.assert(
    fc.property(zone, zone, (before, after) => {
      const sets = after.map(({ name, values, ttl }) => set(name, 'A', values, { ttl }))
      const state = new Map(
        before.map(({ name, values, ttl }) => [full(name), there(full(name), 'A', values, { ttl })]),
      )
      for (const { action, name, values = [], ttl } of diff(sets, [...state.values()]).changes) {
        expect(state.has(name)).toBe(action !== 'create')
        if (action === 'delete') state.delete(name)
        else state.set(name, there(name, 'A', values, { ttl }))
      }
      expect([...state.keys()].sort()).toEqual(after.map(({ name }) => full(name)).sort())
      expect(diff(sets, [...state.values()]).changes).toEqual([])
    }),
  )
})
