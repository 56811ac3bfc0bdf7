import { describe, expect, test } from 'vitest'
import { parseZoneFile, readZoneFile, type ZoneFileBatch, type ZoneFileOptions } from './zone-file.ts'
import { entryLimit } from './zone-file-scan.ts'

const zone: ZoneFileOptions = { zone: 'example.com.', defaultTtl: 300 }

/** One line for each record and problem, in the order of the file's lines. */
function listed({ records, problems }: ZoneFileBatch): string[] {
  const lines = [
    ...records.map(({ name, ttl, type, rdata, line }) => ({ line, text: `${name} ${ttl} ${type} ${rdata}` })),
    ...problems.map(({ line, column, code }) => ({ line, text: `! ${line}:${column} ${code}` })),
  ]
  return lines.sort((a, b) => a.line - b.line).map(({ text }) => text)
}

const read = (text: string, options = zone) => listed(readZoneFile(text, options))

async function readChunks(chunks: Iterable<string | Uint8Array>, options = zone): Promise<string[]> {
  const whole: ZoneFileBatch = { records: [], problems: [] }
  for await (const { records, problems } of parseZoneFile(chunks, options)) {
    whole.records.push(...records)
    whole.problems.push(...problems)
  }
  return listed(whole)
}

const a = 'A 192.0.2.1'

describe('entries', () => {
  test.each<[string, string, string[]]>([
    ['an empty file has nothing', '', []],
    ['blank lines and comments have nothing', '\n  \n; comment\n   ; ( " comment\n', []],
    ['a last line needs no line break', `www ${a}`, ['www.example.com. 300 A 192.0.2.1']],
    [
      'lines may end with CRLF',
      `www ${a}\r\n@ ${a}\r\n`,
      ['www.example.com. 300 A 192.0.2.1', 'example.com. 300 A 192.0.2.1'],
    ],
    [
      'names are in lower case',
      'WWW a 192.0.2.1\nx CNAME WWW',
      ['www.example.com. 300 A 192.0.2.1', 'x.example.com. 300 CNAME www.example.com.'],
    ],
    ['names with a final dot are absolute', `a.example.com. ${a}`, ['a.example.com. 300 A 192.0.2.1']],
    ['@ is the origin', '@ NS @', ['example.com. 300 NS example.com.']],
    [
      'a blank owner is the last one',
      `www ${a}\n\tA 192.0.2.2`,
      ['www.example.com. 300 A 192.0.2.1', 'www.example.com. 300 A 192.0.2.2'],
    ],
    ['the first record must have an owner', ` ${a}`, ['! 1:2 missing_owner']],
    ['TTL before class', `www 60 IN ${a}`, ['www.example.com. 60 A 192.0.2.1']],
    ['class before TTL', `www IN 60 ${a}`, ['www.example.com. 60 A 192.0.2.1']],
    [
      'class in any case, or by number',
      `www in ${a}\nx CLASS1 ${a}`,
      ['www.example.com. 300 A 192.0.2.1', 'x.example.com. 300 A 192.0.2.1'],
    ],
    [
      'an owner may be called as a class or type',
      `in ${a}\nmx 60 IN ${a}`,
      ['in.example.com. 300 A 192.0.2.1', 'mx.example.com. 60 A 192.0.2.1'],
    ],
    [
      'types by number',
      'www TYPE1 192.0.2.1\nx TYPE65400 \\# 2 abcd',
      ['www.example.com. 300 A 192.0.2.1', 'x.example.com. 300 TYPE65400 \\# 2 abcd'],
    ],
    ['known types in the general form', 'www A \\# 4 C000 0201', ['www.example.com. 300 A 192.0.2.1']],
    [
      'escapes in owners',
      'a\\.b A 192.0.2.1\nc\\032d A 192.0.2.1',
      ['a\\.b.example.com. 300 A 192.0.2.1', 'c\\032d.example.com. 300 A 192.0.2.1'],
    ],
    ['an escaped space is part of the owner', 'c\\ d A 192.0.2.1', ['c\\032d.example.com. 300 A 192.0.2.1']],
    ['an owner that begins with a dollar sign', '\\$x A 192.0.2.1', ['\\$x.example.com. 300 A 192.0.2.1']],
    ['internationalized names', 'bücher A 192.0.2.1', ['xn--bcher-kva.example.com. 300 A 192.0.2.1']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))
})

describe('strings and comments', () => {
  test.each<[string, string, string[]]>([
    ['a semicolon ends the data', `www ${a};comment`, ['www.example.com. 300 A 192.0.2.1']],
    ['a semicolon in quotes does not', '@ TXT "a;b" ; c', ['example.com. 300 TXT "a;b"']],
    ['nor does an escaped one', '@ TXT a\\;b', ['example.com. 300 TXT "a;b"']],
    ['an escaped quote ends no string', '@ TXT "a\\"b;c"', ['example.com. 300 TXT "a\\"b;c"']],
    ['an escaped backslash escapes nothing', '@ TXT "a\\\\";b"', ['example.com. 300 TXT "a\\\\"']],
    ['parentheses in quotes are text', '@ TXT "(" ")"', ['example.com. 300 TXT "(" ")"']],
    ['UTF-8 becomes bytes', '@ TXT "é"', ['example.com. 300 TXT "\\195\\169"']],
    ['a string ends on its line', '@ TXT "a\nb TXT b', ['! 1:7 unterminated_string', 'b.example.com. 300 TXT "b"']],
    [
      'an escape does not reach over the line',
      `@ TXT "a\\\nb ${a}`,
      ['! 1:7 unterminated_string', 'b.example.com. 300 A 192.0.2.1'],
    ],
    [
      'a backslash at the end escapes nothing',
      `@ TXT a\\\nb ${a}`,
      ['! 1:8 invalid_escape', 'b.example.com. 300 A 192.0.2.1'],
    ],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))
})

describe('parentheses', () => {
  const soa = 'example.com. 300 SOA ns.example.com. mail.example.com. 1 7200 3600 1209600 300'

  test.each<[string, string, string[]]>([
    ['hold lines together', '@ SOA ns mail (\n 1 ; serial (\n 2h\n\n3600\n2w 300 ) ; end\n', [soa]],
    ['may stand on one line', '@ SOA ns mail ( 1 7200 3600 1209600 300 )', [soa]],
    ['may touch words', '@ SOA ns mail(1\n7200 3600)(1209600\n300)', [soa]],
    ['may begin before the type', '@ ( 300\nIN SOA ns mail 1 7200 3600 1209600 300\n)', [soa]],
    ['count lines', `@ TXT (\n\n"a"\n)\nx`, ['example.com. 300 TXT "a"', '! 5:2 missing_type']],
    ['errors inside are placed', '@ SOA ns mail (\n 1 ; x\n x 3600 1209600 300 )', ['! 3:2 invalid_number']],
    [
      'one never closed costs its own record',
      `@ SOA ns mail (\nx ${a}\ny ${a}`,
      ['! 1:15 unbalanced_parentheses', 'x.example.com. 300 A 192.0.2.1', 'y.example.com. 300 A 192.0.2.1'],
    ],
    [
      'one not closed before the next costs its own record',
      `x A (\ny ${a}\n@ TXT ( "a"\n )`,
      ['! 1:5 unbalanced_parentheses', 'y.example.com. 300 A 192.0.2.1', 'example.com. 300 TXT "a"'],
    ],
    [
      'one closed but not opened',
      `x ${a} )\ny ${a}`,
      ['! 1:15 unbalanced_parentheses', 'y.example.com. 300 A 192.0.2.1'],
    ],
    [
      'a string not ended inside costs one record',
      `@ TXT (\n"a\n"b"\n)\ny ${a}`,
      ['! 2:1 unterminated_string', 'y.example.com. 300 A 192.0.2.1'],
    ],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))
})

describe('TTLs', () => {
  const none: ZoneFileOptions = { zone: 'example.com.' }

  test.each<[string, string, string[]]>([
    [
      'units',
      `a 1h30m ${a}\nb 1W2d ${a}\nc 0 ${a}\nd 1m5 ${a}`,
      [
        'a.example.com. 5400 A 192.0.2.1',
        'b.example.com. 777600 A 192.0.2.1',
        'c.example.com. 0 A 192.0.2.1',
        'd.example.com. 65 A 192.0.2.1',
      ],
    ],
    [
      '$TTL goes before the last one stated',
      `$TTL 1h\na 60 ${a}\nb ${a}`,
      ['a.example.com. 60 A 192.0.2.1', 'b.example.com. 3600 A 192.0.2.1'],
    ],
    [
      'without $TTL the last one stated holds',
      `a 60 ${a}\nb ${a}`,
      ['a.example.com. 60 A 192.0.2.1', 'b.example.com. 60 A 192.0.2.1'],
    ],
    ['without either there is none', `b ${a}\na 60 ${a}`, ['! 1:3 missing_ttl', 'a.example.com. 60 A 192.0.2.1']],
    [
      'the longest',
      `a 2147483647 ${a}\nb 2147483648 ${a}`,
      ['a.example.com. 2147483647 A 192.0.2.1', '! 2:3 invalid_ttl'],
    ],
    [
      'wrong ones',
      `a 1x ${a}\nb 1hh ${a}\nc 5000w ${a}`,
      ['! 1:3 invalid_ttl', '! 2:3 invalid_ttl', '! 3:3 invalid_ttl'],
    ],
    ['only one', `a 60 60 ${a}`, ['! 1:6 unknown_type']],
    ['a bad $TTL is told once', `$TTL x\na ${a}\nb 60 ${a}`, ['! 1:6 invalid_ttl', 'b.example.com. 60 A 192.0.2.1']],
    ['$TTL needs one', '$TTL\n$TTL 60 60', ['! 1:5 missing_field', '! 2:9 unexpected_field']],
  ])('%s', (_, text, expected) => expect(read(text, none)).toEqual(expected))
})

describe('problems', () => {
  test.each<[string, string, string[]]>([
    ['no type', 'www', ['! 1:4 missing_type']],
    ['no type behind a class', 'www 60 IN ; A', ['! 1:11 missing_type']],
    ['an unknown type', 'www IN FOO bar', ['! 1:8 unknown_type']],
    [
      'a type that only messages have',
      'www ANY x\nwww IN AXFR x\nwww OPT x',
      ['! 1:5 class_not_supported', '! 2:8 type_not_allowed', '! 3:5 type_not_allowed'],
    ],
    ['another class', 'www CH TXT x\nwww 60 class3 TXT x', ['! 1:5 class_not_supported', '! 2:8 class_not_supported']],
    [
      'bad data, at its word',
      'www A 192.0.2.256\n@  MX  x  mail',
      ['! 1:7 invalid_ipv4_address', '! 2:8 invalid_number'],
    ],
    ['missing data, where they would be', 'www MX 10', ['! 1:10 missing_field']],
    ['too many words', 'www A 192.0.2.1 192.0.2.2', ['! 1:17 unexpected_field']],
    [
      'an owner outside of the zone',
      `www.example.org. ${a}\n TXT x\nwww ${a}`,
      ['! 1:1 out_of_zone', '! 2:2 out_of_zone', 'www.example.com. 300 A 192.0.2.1'],
    ],
    ['an owner that only ends like the zone', `badexample.com. ${a}`, ['! 1:1 out_of_zone']],
    [
      'a bad owner is told once, what belongs to it is checked',
      `a..b ${a}\n A 192.0.2.2\n A x\nc ${a}`,
      ['! 1:3 empty_label', '! 3:4 invalid_ipv4_address', 'c.example.com. 300 A 192.0.2.1'],
    ],
    [
      'the owner of an entry that cannot be read does not pass on',
      `a ${a}\nb TXT "x\n A 192.0.2.2`,
      ['a.example.com. 300 A 192.0.2.1', '! 2:7 unterminated_string'],
    ],
    ['other files', '$INCLUDE other.zone', ['! 1:1 include_not_allowed']],
    ['unknown directives', '$FOO bar\n$ A 192.0.2.1', ['! 1:1 unknown_directive', '! 2:1 unknown_directive']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))

  test('each has words for people and is an error', () => {
    const [problem] = readZoneFile('www A x', zone).problems
    expect(problem).toMatchObject({ severity: 'error', message: expect.stringContaining('“x”') })
  })
})

describe('$ORIGIN', () => {
  test.each<[string, string, string[]]>([
    [
      'changes what names are relative to',
      `$ORIGIN sub.example.com.\n@ MX 10 mail\n$origin DEEP\nx ${a}`,
      ['sub.example.com. 300 MX 10 mail.sub.example.com.', 'x.deep.sub.example.com. 300 A 192.0.2.1'],
    ],
    [
      'does not change the last owner',
      `www ${a}\n$ORIGIN sub\n TXT x`,
      ['www.example.com. 300 A 192.0.2.1', 'www.example.com. 300 TXT "x"'],
    ],
    [
      'may leave the zone, records may not',
      `$ORIGIN .\nexample.com ${a}\norg ${a}`,
      ['example.com. 300 A 192.0.2.1', '! 3:1 out_of_zone'],
    ],
    ['needs one name', '$ORIGIN ; x', ['! 1:9 missing_field']],
    [
      'that is bad is told once',
      `$ORIGIN a..b\nwww ${a}\nwww A x\n$ORIGIN sub\nx ${a}\n$ORIGIN example.com.\nwww ${a}`,
      ['! 1:11 empty_label', '! 3:7 invalid_ipv4_address', 'www.example.com. 300 A 192.0.2.1'],
    ],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))

  test('without one, and without a zone, names are relative to the root', () => {
    expect(read('www 60 CNAME example', {})).toEqual(['www. 60 CNAME example.'])
  })

  test('an origin may be given apart from the zone', () => {
    expect(read(`www ${a}`, { ...zone, origin: 'sub.example.com.' })).toEqual(['www.sub.example.com. 300 A 192.0.2.1'])
  })
})

describe('bytes and chunks', () => {
  const text = `\ufeff$TTL 1h\r\n@ SOA ns mail (\n 1 2 3 ; "\n 4 5 )\nbücher TXT "é;" ; ü\n\tA x\nx ${a}`
  const expected = [
    'example.com. 3600 SOA ns.example.com. mail.example.com. 1 2 3 4 5',
    'xn--bcher-kva.example.com. 3600 TXT "\\195\\169;"',
    '! 6:4 invalid_ipv4_address',
    'x.example.com. 3600 A 192.0.2.1',
  ]

  test.each([1, 2, 3, 7, 1000])('chunks of %i bytes give the same as the whole', async size => {
    const bytes = Buffer.from(text)
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => {
      return bytes.subarray(index * size, (index + 1) * size)
    })
    expect(await readChunks(chunks)).toEqual(expected)
    expect(read(text)).toEqual(expected)
  })

  test('entries may go over the borders of blocks', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => {
      return index % 3 === 0 ? `h${index} TXT ( "a" ; é\n "b" )\n` : `h${index} 60 IN A 192.0.2.${index % 256}\n`
    })
    const bytes = Buffer.from(lines.join(''))
    for (const size of [1013, 70_001, 200_003]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => {
        return bytes.subarray(index * size, (index + 1) * size)
      })
      const list = await readChunks(chunks)
      expect(list).toHaveLength(30_000)
      expect(list.filter(line => line.startsWith('!'))).toEqual([])
      expect(list.at(-1)).toBe('h29999.example.com. 60 A 192.0.2.47')
    }
  })

  test('bytes that are not UTF-8 are placed, in comments too, and the lines around them are read', async () => {
    const latin1 = Buffer.from(`a ${a}\nb TXT "\xe9\xe8"\n A 192.0.2.2\nc ${a} ; \xfc\nd ${a}`, 'latin1')
    expect(await readChunks([latin1])).toEqual([
      'a.example.com. 300 A 192.0.2.1',
      '! 2:8 not_utf8',
      '! 4:17 not_utf8',
      'd.example.com. 300 A 192.0.2.1',
    ])
  })

  test('a byte order mark is dropped at the beginning only', async () => {
    const comment = `;${'x'.repeat(70_000)}\n`
    expect(await readChunks([`\ufeff${comment}x TXT "`, '\ufeffa"'])).toEqual([
      'x.example.com. 300 TXT "\\239\\187\\191a"',
    ])
  })

  test('records come in batches of bounded size', async () => {
    const sizes: number[] = []
    for await (const { records } of parseZoneFile(`x ${a}\n`.repeat(5500), zone)) sizes.push(records.length)
    expect(sizes).toEqual([1000, 1000, 1000, 1000, 1000, 500])
  })

  test('async chunks are read as they come', async () => {
    async function* chunks() {
      yield `x ${a}\n`
      yield Buffer.from(`y ${a}\n`)
    }
    const batches = await Array.fromAsync(parseZoneFile(chunks(), zone))
    expect(batches.flatMap(listed)).toEqual(['x.example.com. 300 A 192.0.2.1', 'y.example.com. 300 A 192.0.2.1'])
  })
})

describe('limits', () => {
  const tooLong = 'x'.repeat(entryLimit)

  test('a line that is too long is one problem', async () => {
    const text = `a ${a}\nb TXT ${tooLong}${tooLong}\nc ${a}`
    const expected = ['a.example.com. 300 A 192.0.2.1', '! 2:1 entry_too_long', 'c.example.com. 300 A 192.0.2.1']
    expect(read(text)).toEqual(expected)
    const pieces = text.match(/.{1,99999}|\n/gs)!
    expect(await readChunks(pieces)).toEqual(expected)
  })

  test('a line without end is one problem too', async () => {
    expect(await readChunks([`a ${a}\n`, ...Array.from({ length: 40 }, () => tooLong.slice(0, 60_000))])).toEqual([
      'a.example.com. 300 A 192.0.2.1',
      '! 2:1 entry_too_long',
    ])
  })

  test('a message does not quote all of a long word', () => {
    const { problems } = readZoneFile(`a AAAA ${tooLong.slice(0, 1000)}`, zone)
    expect(problems[0]!.message.length).toBeLessThanOrEqual(300)
  })

  test('data of the greatest length fit', () => {
    const data = 'ab'.repeat(65_535)
    expect(read(`x TYPE65400 \\# 65535 (\n${data.match(/.{1,64}/g)!.join('\n')} )`)).toEqual([
      `x.example.com. 300 TYPE65400 \\# 65535 ${data}`,
    ])
  })

  test('an open parenthesis does not swallow a big file', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `h${index} A 192.0.2.1 ; some comment\n`).join('')
    const list = await readChunks([`@ SOA ns mail (\n 1 2 3\n${lines}`])
    expect(list.slice(0, 3)).toEqual([
      '! 1:15 unbalanced_parentheses',
      '! 2:4 unknown_type',
      'h0.example.com. 300 A 192.0.2.1',
    ])
    expect(list).toHaveLength(100_002)
  })
})
