import { expect, test } from 'vitest'
import type { RRset } from '../../dns/rrset.ts'
import type { Change } from '../../plan/types.ts'
import { readErrorAnswer } from './error-answer.ts'
import { outcomesOfRefusal } from './refusals.ts'

const set = (name: string, type: string, ...records: string[]): RRset => ({
  name: name === '' ? 'example.com.' : `${name}.example.com.`,
  type,
  ttl: 300,
  records,
})
const alias = (name: string, target: string): RRset => ({
  ...set(name, 'A'),
  options: { alias: { dnsName: target, hostedZoneId: 'Z1', evaluateTargetHealth: false } },
})
const changes: Record<string, Change> = {
  www: { op: 'create', after: set('www', 'A', '192.0.2.1') },
  text: { op: 'create', after: set('www', 'TXT', '"x"') },
  wildcard: { op: 'delete', before: set('*', 'A', '192.0.2.1') },
  apex: { op: 'create', after: set('', 'MX', '10 mail.example.com.') },
  bad: { op: 'create', after: set('bad', 'A', '192.0.2.300') },
  alias: { op: 'create', after: alias('alias', 'gone.example.com.') },
  one: { op: 'create', after: { ...set('routed', 'A', '192.0.2.1'), variant: 'one' } },
  two: { op: 'create', after: { ...set('routed', 'A', '192.0.2.1'), variant: 'set two' } },
}
const batch = Object.values(changes)

function blamed(...messages: string[]): Record<string, string> {
  const outcomes = outcomesOfRefusal(batch, { status: 400, code: 'InvalidChangeBatch', messages, requestId: 'r' })
  const names = Object.keys(changes)
  return Object.fromEntries(
    outcomes.flatMap((outcome, index) =>
      outcome.status === 'failed' ? [[names[index]!, outcome.failure.code] as const] : [],
    ),
  )
}

test.each<[string, Record<string, string>]>([
  [
    "Tried to create resource record set [name='www.example.com.', type='A'] but it already exists",
    { www: 'conflict' },
  ],
  ['Tried to create resource record set www.example.com., type TXT but it already exists', { text: 'conflict' }],
  ['Tried to create resource record set www.example.com. type A, but it already exists', { www: 'conflict' }],
  [
    String.raw`Tried to delete resource record set [name='\052.example.com.', type='A'] but it was not found`,
    { wildcard: 'conflict' },
  ],
  [
    "Tried to create resource record set [name='routed.example.com.', type='A', set identifier='set two'] but it already exists",
    { two: 'conflict' },
  ],
  [
    'RRSet with DNS name routed.example.com., type A, SetIdentifier one cannot be created as other RRSets exist with the same name and type.',
    { one: 'conflict' },
  ],
  [
    'RRSet of type TXT with DNS name www.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.',
    { text: 'conflict' },
  ],
  ['RRSet with DNS name bad.example.com. is not permitted in zone example.com.', { bad: 'rejected' }],
  ['RRSet of type MX with DNS name example.com. is not permitted at apex in zone example.com.', { apex: 'rejected' }],
  [
    "Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.300''",
    { bad: 'rejected' },
  ],
  [
    'Tried to create an alias that targets gone.example.com., type A in zone Z1, but that target was not found',
    { alias: 'rejected' },
  ],
  [
    "The request contains an invalid set of changes for a resource record set 'TXT www.example.com.'",
    { text: 'rejected' },
  ],
])('%s', (message, expected) => {
  expect(blamed(message)).toEqual(expected)
})

test('what names nobody is told of all', () => {
  expect(Object.keys(blamed('Number of records limit of 1000 exceeded.'))).toHaveLength(batch.length)
  expect(Object.keys(blamed())).toHaveLength(batch.length)
})

test('all that is said of one change is told of it, and makes it a conflict only where all of it does', () => {
  const exists = "Tried to create resource record set [name='bad.example.com.', type='A'] but it already exists"
  const value = "Invalid Resource Record: 'FATAL problem: X encountered with '192.0.2.300''"
  expect(blamed(exists)).toEqual({ bad: 'conflict' })
  expect(blamed(exists, value)).toEqual({ bad: 'rejected' })
})

test('messages are found in each shape of the answer, once each', () => {
  const first = "Tried to delete resource record set [name='a.b.', type='A'] but it was not found"
  const second = "Tried to create resource record set [name='a.b.', type='A'] but it already exists"
  const listed = `<?xml version="1.0"?><InvalidChangeBatch xmlns="x"><Messages><Message>${first}</Message><Message>${second}</Message></Messages><RequestId>r</RequestId></InvalidChangeBatch>`
  const joined = `<ErrorResponse><Error><Code>InvalidChangeBatch</Code><Message>[${first}, ${second}]</Message></Error><RequestId>r</RequestId></ErrorResponse>`
  const repeated = joined.replace('</Error>', `<Message>${second}</Message></Error>`)
  for (const xml of [listed, joined, repeated]) {
    expect(readErrorAnswer(400, xml, new Headers())).toEqual({
      status: 400,
      code: 'InvalidChangeBatch',
      messages: [first, second],
      requestId: 'r',
    })
  }
})

test('entities of an answer are read, and what is no XML has no code', () => {
  const xml =
    '<ErrorResponse><Error><Code>X</Code><Message>&lt;a&gt; &quot;b&quot; &amp;#39; &#233;&#xe9;</Message></Error></ErrorResponse>'
  expect(readErrorAnswer(400, xml, new Headers({ 'x-amzn-requestid': 'h' }))).toMatchObject({
    messages: ['<a> "b" &#39; éé'],
    requestId: 'h',
  })
  for (const text of ['', 'Bad Gateway', '<html><Code>X</Code></html>', '{"Code":"X"}', '<!DOCTYPE html><p>']) {
    expect(readErrorAnswer(502, text, new Headers()).code).toBe('')
  }
})
