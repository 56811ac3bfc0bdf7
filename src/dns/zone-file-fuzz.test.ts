import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRdata } from './rdata.ts'
import { parseZoneFile, readZoneFile, type ZoneFileBatch } from './zone-file.ts'

const example = readFileSync(join(import.meta.dirname, '../../test/vectors/dnspython-example'), 'utf8')
const lines = example.split('\n')
const options = { zone: 'example.', defaultTtl: 300 }

/** What must hold for any text at all. */
function expectSound({ records, problems }: ZoneFileBatch, text: string): void {
  const lineCount = text.split('\n').length
  for (const { name, type, ttl, rdata, line } of records) {
    expect(name.endsWith('example.')).toBe(true)
    expect(ttl >= 0 && ttl <= 0x7fffffff && line >= 1 && line <= lineCount).toBe(true)
    expect(parseRdata(type, rdata)).toBe(rdata)
  }
  for (const { line, column } of problems) {
    expect(line >= 1 && line <= lineCount).toBe(true)
    expect(column >= 1 && column <= (text.split('\n')[line - 1]?.length ?? 0) + 1).toBe(true)
  }
}

/** The words and marks that files are made of, in any order. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '"',
        ';',
        '\\',
        '\n',
        '\r\n',
        ' ',
        '\t',
        '$',
        '@',
        '.',
        '{',
        '}',
        '\ufffd',
        '\0',
        '\u00e9',
      ),
      fc.constantFrom(
        '$ORIGIN ',
        '$TTL ',
        '$GENERATE 1-3 ',
        '$INCLUDE ',
        'IN ',
        '60 ',
        '1h ',
        ' A ',
        ' TXT ',
        '\\# 4 ',
      ),
      fc.constantFrom(
        '192.0.2.1',
        'a',
        'example.',
        `\${0,3,d}`,
        '10 mail\n',
        '\\032',
        '\\999',
        '"x"',
        'TYPE1 ',
        'CLASS3 ',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.join(''))

/** Some lines of a good file, with some characters changed, put in, or taken out. */
const mutated = fc
  .tuple(
    fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 12 }),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('', '(', ')', '"', ';', '\\', '\n', ' ', '$', '@', '.', '9', '\ufffd'),
        fc.nat(2),
      ),
    ),
  )
  .map(([chosen, changes]) => {
    return changes.reduce((text, [at, insert, removed]) => {
      const index = at % (text.length + 1)
      return text.slice(0, index) + insert + text.slice(index + removed)
    }, chosen.join('\n'))
  })

test.each([
  ['any text', fc.string({ unit: 'binary', maxLength: 300 })],
  ['any order of a zone file’s words and marks', soup],
  ['changed lines of a good file', mutated],
])('%s gives sound records and problems that are placed', (_, texts) => {
  fc.assert(
    fc.property(texts, text => expectSound(readZoneFile(text, options), text)),
    { numRuns: 1500 },
  )
})

test('however a file is cut into chunks of bytes, it is read as the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(soup, mutated), fc.array(fc.nat(400), { maxLength: 20 }), async (text, cuts) => {
      const bytes = Buffer.from(text)
      const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const chunks = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end))
      const batches = await Array.fromAsync(parseZoneFile(chunks, options))
      const whole = { records: batches.flatMap(each => each.records), problems: batches.flatMap(each => each.problems) }
      expect(whole).toEqual(readZoneFile(bytes.toString(), options))
    }),
    { numRuns: 500 },
  )
})

test('an error costs the lines of its own entry only', () => {
  const good = 'good 60 A 192.0.2.1'
  fc.assert(
    fc.property(soup, text => {
      fc.pre(!/[()]/.test(text))
      const { records } = readZoneFile(`$ORIGIN example.\n${text.replaceAll('$', '')}\n${good}\n`, options)
      expect(records.at(-1)).toMatchObject({ name: 'good.example.', type: 'A', ttl: 60 })
    }),
  )
})
