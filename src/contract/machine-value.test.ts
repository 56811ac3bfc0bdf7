import { expect, test } from 'vitest'
import { machineRecordsOf, machineRequestProblems, rdataFromMachineValue } from './machine-value.ts'

const found = (record: object, domain = 'example.com') =>
  machineRequestProblems({ domain, record }).map(({ path, code }) => `${path} ${code}`)

test('the preference of MX stands apart, 10 unless told', () => {
  expect(rdataFromMachineValue('MX', { value: 'Mail.example.com' })).toBe('10 mail.example.com.')
  expect(rdataFromMachineValue('MX', { value: '.', mxPref: 0 })).toBe('0 .')
  expect(machineRecordsOf({ name: 'example.com.', type: 'MX', ttl: 60, records: ['0 .'] }, 'example.com.')).toEqual([
    { type: 'MX', name: '@', value: '.', ttl: 60, mxPref: 0 },
  ])
})

test('records are shown by their host part', () => {
  const set = { name: '*.a.example.com.', type: 'TXT', ttl: 60, records: ['"x y"', '"\\255"'] }
  expect(machineRecordsOf(set, 'example.com.')).toEqual([
    { type: 'TXT', name: '*.a', value: 'x y', ttl: 60 },
    { type: 'TXT', name: '*.a', value: '"\\255"', ttl: 60 },
  ])
})

test('a preference stands on MX only, and an MX value is a host alone', () => {
  expect(found({ type: 'A', name: '@', value: '192.0.2.1', mxPref: 10 })).toEqual(['record.mxPref not_allowed'])
  expect(found({ type: 'MX', name: '@', value: '10 mail.example.com' })).toEqual([
    'record.value invalid_name_character',
  ])
})

test('everything is told at once', () => {
  expect(found({ type: 'A', name: 'a..b', value: 'x' }, 'com')).toEqual([
    'domain too_few_labels',
    'record.name empty_label',
    'record.value invalid_ipv4_address',
  ])
  expect(found({ type: 'A', name: 'www.example.net.', value: 'x' })).toEqual([
    'record.name name_outside_zone',
    'record.value invalid_ipv4_address',
  ])
  const values = [{ value: 'a.b' }, { value: 'A.b.', mxPref: 10 }, { value: 'a.b', mxPref: 20 }]
  expect(found({ type: 'MX', name: '@', values })).toEqual(['record.values[1].value duplicate_value'])
})
