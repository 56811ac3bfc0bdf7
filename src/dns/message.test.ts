import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyName, typedRdata } from '../../test/record-arbitraries.ts'
import { createMessage, type Message, type MessageRecord } from './message.ts'
import type { Opcode, Rcode } from './message-codes.ts'
import { decodeMessage } from './message-decode.ts'
import { encodeMessage } from './message-encode.ts'
import { decodeHeader } from './message-header.ts'
import { DnsError } from './problem.ts'

const ttl = fc.nat(0x7fffffff)

/** Few names, so that they meet and are compressed. */
const someNames = fc.uniqueArray(anyName, { minLength: 1, maxLength: 4 })

function records(names: readonly string[]): fc.Arbitrary<MessageRecord[]> {
  const name = fc.constantFrom(...names, ...names.map(each => (each === '.' ? 'www.' : `www.${each}`)))
  const full = fc
    .tuple(name, typedRdata, ttl, fc.constantFrom('IN' as const, 'NONE' as const))
    .filter(([, { rdata }, , recordClass]) => recordClass === 'IN' || rdata !== '\\# 0')
    .map(([name, typed, ttl, recordClass]): MessageRecord => ({ name, ...typed, class: recordClass, ttl }))
  const empty = fc
    .tuple(name, fc.constantFrom('A', 'ANY', 'TYPE65400'), fc.constantFrom('ANY' as const, 'NONE' as const))
    .map(([name, type, recordClass]): MessageRecord => ({ name, type, class: recordClass, ttl: 0, rdata: '' }))
  return fc.array(fc.oneof({ weight: 4, arbitrary: full }, empty), { maxLength: 6 })
}

const edns = fc.record({
  version: fc.nat(255),
  payloadSize: fc.nat(0xffff),
  dnssecOk: fc.boolean(),
  options: fc.array(fc.record({ code: fc.nat(0xffff), data: fc.uint8Array({ maxLength: 20 }) }), { maxLength: 3 }),
})

const header = fc.record({
  id: fc.nat(0xffff),
  response: fc.boolean(),
  opcode: fc.constantFrom<Opcode>('QUERY', 'STATUS', 'NOTIFY', 'UPDATE', 'OPCODE15'),
  authoritative: fc.boolean(),
  truncated: fc.boolean(),
  recursionDesired: fc.boolean(),
  recursionAvailable: fc.boolean(),
  authenticData: fc.boolean(),
  checkingDisabled: fc.boolean(),
})

const anyMessage: fc.Arbitrary<Message> = someNames.chain(names => {
  const question = fc.record({
    name: fc.constantFrom(...names),
    type: fc.constantFrom('A', 'SOA', 'AXFR', 'ANY', 'TYPE65400'),
    class: fc.constantFrom('IN' as const, 'CH' as const, 'ANY' as const, 'CLASS4711' as const),
  })
  const rcode = fc.constantFrom<Rcode>('NOERROR', 'NXDOMAIN', 'NOTZONE', 'RCODE15', 'BADVERS', 'RCODE4095')
  return fc
    .tuple(
      header,
      rcode,
      fc.array(question, { maxLength: 2 }),
      records(names),
      records(names),
      records(names),
      fc.option(edns),
    )
    .map(([header, rcode, questions, answers, authorities, additionals, edns]) =>
      edns === null
        ? { ...header, rcode: 'NOERROR' as const, questions, answers, authorities, additionals }
        : { ...header, rcode, questions, answers, authorities, additionals, edns },
    )
})

describe('messages that a BIND 9.18 server or its nsupdate wrote', () => {
  const record = (name: string, type: string, rdata: string): MessageRecord => ({
    name,
    type,
    class: 'IN',
    ttl: 3600,
    rdata,
  })

  test('an answer with an OPT record is read, and written again byte by byte', () => {
    const bytes = Buffer.from(
      '123485000001000100000003076578616d706c6503636f6d00000f0001c00c000f000100000e100009000a046d61696cc00c' +
        'c02b0001000100000e100004c0000219c02b001c000100000e10001020010db8000000000000000000000025' +
        '00002904d0000000000000',
      'hex',
    )
    const message = createMessage({
      id: 0x1234,
      response: true,
      authoritative: true,
      recursionDesired: true,
      questions: [{ name: 'example.com.', type: 'MX', class: 'IN' }],
      answers: [record('example.com.', 'MX', '10 mail.example.com.')],
      additionals: [
        record('mail.example.com.', 'A', '192.0.2.25'),
        record('mail.example.com.', 'AAAA', '2001:db8::25'),
      ],
      edns: { version: 0, payloadSize: 1232, dnssecOk: false, options: [] },
    })
    expect(decodeMessage(bytes)).toEqual(message)
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(bytes.toString('hex'))
  })

  test('a referral is read, and written again byte by byte', () => {
    const bytes = Buffer.from(
      '12348100000100000002000203737562076578616d706c6503636f6d0000010001c00c0002000100000e100005026e73c00c' +
        'c00c0002000100000e100006036e7332c00cc03e0001000100000e100004c0000202c02d0001000100000e100004c0000201',
      'hex',
    )
    const message = decodeMessage(bytes)
    expect(message.authorities).toEqual([
      record('sub.example.com.', 'NS', 'ns.sub.example.com.'),
      record('sub.example.com.', 'NS', 'ns2.sub.example.com.'),
    ])
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(bytes.toString('hex'))
  })

  test('a pointer into the data of a DNAME record is followed', () => {
    const bytes = Buffer.from(
      '12348500000100020000000001780164076578616d706c6503636f6d0000010001c00e0027000100000e10000d07' +
        '6578616d706c65036e657400c00c0005000100000e1000040178c02d',
      'hex',
    )
    expect(decodeMessage(bytes).answers).toEqual([
      record('d.example.com.', 'DNAME', 'example.net.'),
      record('x.d.example.com.', 'CNAME', 'x.example.net.'),
    ])
  })

  test('BADVERS is told by the OPT record', () => {
    const bytes = '123481000001000000000001046e6f7065076578616d706c6503636f6d000001000100002904d0010000000000'
    expect(decodeMessage(Buffer.from(bytes, 'hex')).rcode).toBe('BADVERS')
  })

  test('an UPDATE is read: prerequisites, deletions without data, and TSIG as it stands', () => {
    const bytes = Buffer.from(
      '012828000001000300040001076578616d706c6503636f6d000006000103777777c00c00ff00ff000000000000c01d001c00fe' +
        '000000000000046d61696cc00c00010001000000000004c0000219c01d000100ff000000000000036f6c64c00c00ff00ff' +
        '00000000000003776562c00c000100fe000000000004c0000250036e6577c00c000f00010000012c0004000ac039036b65' +
        '79076578616d706c650000fa00ff00000000003d0b686d61632d7368613235360000006b026e6c012c00200808a44677be' +
        '0ed0c8b0a9b333223047ce4bc274de8d17970fbe5fa524ac9d60012800000000',
      'hex',
    )
    const message = decodeMessage(bytes)
    expect(message.opcode).toBe('UPDATE')
    expect(message.questions).toEqual([{ name: 'example.com.', type: 'SOA', class: 'IN' }])
    expect(message.answers).toEqual([
      { name: 'www.example.com.', type: 'ANY', class: 'ANY', ttl: 0, rdata: '' },
      { name: 'www.example.com.', type: 'AAAA', class: 'NONE', ttl: 0, rdata: '' },
      { name: 'mail.example.com.', type: 'A', class: 'IN', ttl: 0, rdata: '192.0.2.25' },
    ])
    expect(message.authorities).toEqual([
      { name: 'www.example.com.', type: 'A', class: 'ANY', ttl: 0, rdata: '' },
      { name: 'old.example.com.', type: 'ANY', class: 'ANY', ttl: 0, rdata: '' },
      { name: 'web.example.com.', type: 'A', class: 'NONE', ttl: 0, rdata: '192.0.2.80' },
      { name: 'new.example.com.', type: 'MX', class: 'IN', ttl: 300, rdata: '10 mail.example.com.' },
    ])
    expect(message.additionals).toMatchObject([{ name: 'key.example.', type: 'TSIG', class: 'ANY', ttl: 0 }])
    expect(message.additionals[0]!.rdata).toMatch(/^\\# 61 0b686d61632d73686132353600/)
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(bytes.toString('hex'))
  })
})

describe('round trips', () => {
  test('what is written is read as the same', () => {
    fc.assert(
      fc.property(anyMessage, message => {
        expect(decodeMessage(encodeMessage(message))).toEqual(message)
      }),
    )
  })

  test('a message of more than 16,384 bytes has no pointers that cannot reach', () => {
    const answers = Array.from({ length: 900 }, (_, index): MessageRecord => {
      return {
        name: `host-${index}.example.com.`,
        type: 'MX',
        class: 'IN',
        ttl: 1,
        rdata: `1 mail-${index}.example.net.`,
      }
    })
    const message = createMessage({ answers: [...answers, ...answers.toReversed()] })
    const bytes = encodeMessage(message)
    expect(bytes.length).toBeGreaterThan(0x4000)
    expect(decodeMessage(bytes)).toEqual(message)
  })

  test('data of other classes are kept where they mean something else', () => {
    const answers: MessageRecord[] = [
      { name: 'version.bind.', type: 'TXT', class: 'CH', ttl: 0, rdata: '"9.18"' },
      { name: 'host.', type: 'A', class: 'CH', ttl: 0, rdata: '\\# 5 0161000102' },
    ]
    expect(decodeMessage(encodeMessage(createMessage({ answers }))).answers).toEqual(answers)
  })
})

describe('compression', () => {
  const encodedAnswer = (type: string, rdata: string) => {
    const answers: MessageRecord[] = [{ name: 'example.com.', type, class: 'IN', ttl: 0, rdata }]
    return encodeMessage(createMessage({ answers })).slice(12 + 13 + 10)
  }

  test.each([
    ['NS', 'ns.example.com.', 5],
    ['MX', '10 mail.example.com.', 9],
    ['SOA', 'ns.example.com. mail.ns.example.com. 1 2 3 4 5', 5 + 7 + 20],
    ['MINFO', 'example.com. a.example.com.', 2 + 4],
  ])('names in %s data point back', (type, rdata, length) => {
    expect(encodedAnswer(type, rdata)).toHaveLength(length)
  })

  test.each([
    ['SRV', '10 5 5060 sip.example.com.', 6 + 17],
    ['DNAME', 'a.example.com.', 15],
    ['RP', 'a.example.com. b.example.com.', 30],
    ['NSEC', 'a.example.com. A', 15 + 3],
    ['HTTPS', '1 a.example.com.', 17],
  ])('names in %s data stand in full (RFC 3597 §4)', (type, rdata, length) => {
    expect(encodedAnswer(type, rdata)).toHaveLength(length)
  })
})

describe('truncation', () => {
  const answer = (name: string, last: number): MessageRecord => {
    return { name, type: 'A', class: 'IN', ttl: 60, rdata: `192.0.2.${last}` }
  }
  const questions = [{ name: 'example.com.', type: 'A', class: 'IN' as const }]
  const edns = { version: 0, payloadSize: 1232, dnssecOk: false, options: [] }
  const fitted = (message: Partial<Message>, maxSize: number) => {
    const bytes = encodeMessage(createMessage({ questions, response: true, ...message }), { maxSize })
    expect(bytes.length).toBeLessThanOrEqual(maxSize)
    return decodeMessage(bytes)
  }

  test('a set of answers is kept whole or left out whole, and TC says so', () => {
    const first = [answer('a.example.com.', 1), answer('a.example.com.', 2)]
    const second = Array.from({ length: 30 }, (_, index) => answer('b.example.com.', index))
    const message = fitted({ answers: [...first, ...second], edns }, 200)
    expect(message).toMatchObject({ truncated: true, answers: first, edns })
  })

  test('addresses that are only helpful go without TC, smaller ones behind them stay', () => {
    const answers = [answer('example.com.', 1)]
    const big = Array.from({ length: 30 }, (_, index) => answer('big.example.com.', index))
    const additionals = [...big, answer('small.big.example.com.', 9)]
    const message = fitted({ answers, additionals }, 120)
    expect(message).toMatchObject({ truncated: false, answers, additionals: [answer('small.big.example.com.', 9)] })
  })

  test('NS records beside an answer go without TC, and those of a referral with it', () => {
    const authorities = Array.from({ length: 30 }, (_, index): MessageRecord => {
      return { name: 'example.com.', type: 'NS', class: 'IN', ttl: 60, rdata: `ns${index}.example.net.` }
    })
    expect(fitted({ answers: [answer('example.com.', 1)], authorities }, 120).truncated).toBe(false)
    expect(fitted({ authorities }, 120).truncated).toBe(true)
  })

  test("a delegation's own addresses are needed (RFC 9471), others are not", () => {
    const authorities: MessageRecord[] = [
      { name: 'sub.example.com.', type: 'NS', class: 'IN', ttl: 60, rdata: 'ns.sub.example.com.' },
    ]
    const addresses = (name: string) => Array.from({ length: 30 }, (_, index) => answer(name, index))
    expect(fitted({ authorities, additionals: addresses('ns.sub.example.com.') }, 200).truncated).toBe(true)
    expect(fitted({ authorities, additionals: addresses('ns.example.com.') }, 200).truncated).toBe(false)
  })

  test('a final TSIG record is always kept, behind the OPT record', () => {
    const signature: MessageRecord = { name: 'key.', type: 'TSIG', class: 'ANY', ttl: 0, rdata: '\\# 2 abcd' }
    const answers = Array.from({ length: 30 }, (_, index) => answer('b.example.com.', index))
    const bytes = encodeMessage(createMessage({ questions, answers, additionals: [signature], edns }), { maxSize: 120 })
    expect(decodeMessage(bytes)).toMatchObject({ truncated: true, additionals: [signature], edns })
    expect(Buffer.from(bytes.slice(-2)).toString('hex')).toBe('abcd')
  })

  test('every size is kept to', () => {
    const answers = [answer('a.example.com.', 1), answer('b.example.com.', 2), answer('c.example.com.', 3)]
    for (let maxSize = 50; maxSize < 120; maxSize++) fitted({ answers, edns }, maxSize)
  })

  test('a size that not even the question fits is refused', () => {
    expect(() => encodeMessage(createMessage({ questions }), { maxSize: 20 })).toThrow(
      expect.objectContaining({ code: 'message_too_long' }),
    )
  })

  test('whatever is cut can be read and fits', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 1200, max: 3000 }), (message, maxSize) => {
        const bytes = encodeMessage(message, { maxSize })
        expect(bytes.length).toBeLessThanOrEqual(maxSize)
        const cut = decodeMessage(bytes)
        expect(cut.answers).toEqual(message.answers.slice(0, cut.answers.length))
        const isWhole = cut.answers.length === message.answers.length
        expect(cut.truncated || isWhole).toBe(true)
      }),
    )
  })
})

describe('bytes that are no message', () => {
  const codeOf = (hex: string) => {
    try {
      decodeMessage(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
      return 'none'
    } catch (error) {
      return error instanceof DnsError ? error.code : String(error)
    }
  }
  const opt = '00 0029 04d0 00000000 0000'

  test.each([
    ['nothing', '', 'truncated'],
    ['half a header', '1234 0100 0001', 'truncated'],
    ['65,535 questions and none there', '1234 0100 ffff 0000 0000 0000', 'truncated'],
    ['65,535 answers and none there', '1234 0100 0000 ffff 0000 0000', 'truncated'],
    ['a name that points at itself', '1234 0100 0001 0000 0000 0000 c00c 0001 0001', 'invalid_pointer'],
    ['a name that points forward', '1234 0100 0001 0000 0000 0000 c00e 00 0001 0001', 'invalid_pointer'],
    ['a label of an unknown type', '1234 0100 0001 0000 0000 0000 8001 0001 0001', 'invalid_label_type'],
    ['data that go beyond the end', '1234 0100 0000 0001 0000 0000 00 0001 0001 00000000 0005 c0000201', 'truncated'],
    [
      'data longer than their fields',
      '1234 0100 0000 0001 0000 0000 00 0001 0001 00000000 0005 c000020100',
      'trailing_bytes',
    ],
    ['an address without data', '1234 0100 0000 0001 0000 0000 00 0001 0001 00000000 0000', 'truncated'],
    ['bytes behind the end', '1234 0100 0000 0000 0000 0000 00', 'trailing_bytes'],
    ['two OPT records', `1234 0100 0000 0000 0000 0002 ${opt} ${opt}`, 'duplicate_opt'],
    ['an OPT record as an answer', `1234 0100 0000 0001 0000 0000 ${opt}`, 'misplaced_opt'],
    ['an OPT record of a name', '1234 0100 0000 0000 0000 0001 0161 00 0029 04d0 00000000 0000', 'invalid_opt'],
    [
      'an EDNS option beyond its record',
      '1234 0100 0000 0000 0000 0001 00 0029 04d0 00000000 0004 000a 0008',
      'truncated',
    ],
    [
      'a compressed name where none may be',
      '1234 0100 0001 0001 0000 0000 0161 00 0001 0001 c00c 0027 0001 00000000 0002 c00c',
      'invalid_pointer',
    ],
  ])('%s', (_, hex, code) => {
    expect(codeOf(hex)).toBe(code)
  })

  test('a TTL with the upper bit set counts as 0 (RFC 2181 §8)', () => {
    const bytes = Buffer.from('12340100000000010000000000000100018000000000040a000001', 'hex')
    expect(decodeMessage(bytes).answers[0]).toMatchObject({ ttl: 0, rdata: '10.0.0.1' })
  })

  test('the header of a broken message can be read alone', () => {
    const counts = { questions: 1, answers: 0, authorities: 0, additionals: 0 }
    expect(decodeHeader(Buffer.from('123401000001000000000000c0', 'hex'))).toMatchObject({
      id: 0x1234,
      opcode: 'QUERY',
      counts,
    })
  })
})

describe('any bytes', () => {
  /** Undefined for bytes that are refused; any other error goes through. */
  const decoded = (bytes: Uint8Array): Message | undefined => {
    try {
      return decodeMessage(bytes)
    } catch (error) {
      if (error instanceof DnsError) return undefined
      throw error
    }
  }
  const mutation = fc.record({ at: fc.nat(), value: fc.oneof(fc.nat(255), fc.constantFrom(0, 0xc0, 0xff)) })

  test('random ones give a message or a DnsError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), bytes => void decoded(bytes)),
      { numRuns: 2000 },
    )
  })

  test('a changed message gives a DnsError, or a message that can be written and read again', () => {
    let survivors = 0
    const property = fc.property(
      anyMessage,
      fc.array(mutation, { maxLength: 4 }),
      fc.nat(),
      (message, mutations, cut) => {
        const bytes = encodeMessage(message)
        for (const { at, value } of mutations) bytes[at % bytes.length] = value
        const result = decoded(cut % 4 === 0 ? bytes.slice(0, cut % bytes.length) : bytes)
        if (result === undefined) return
        survivors++
        const { truncated, ...again } = decodeMessage(encodeMessage(result))
        expect({ ...again, truncated: result.truncated }).toEqual(result)
      },
    )
    fc.assert(property, { numRuns: 1500 })
    expect(survivors).toBeGreaterThan(100)
  })
})

test('an RCODE above 15 needs an OPT record', () => {
  expect(() => encodeMessage(createMessage({ rcode: 'BADCOOKIE' }))).toThrow(
    expect.objectContaining({ code: 'rcode_needs_edns' }),
  )
})
