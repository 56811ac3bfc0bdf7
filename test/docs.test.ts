import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { errorReference } from '../scripts/error-reference.ts'
import { parseRdata } from '../src/dns/rdata.ts'
import { canonicalType, isKnownType, metaTypes, signingTypes } from '../src/dns/record-types.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('the reference lists every error code as the table has it', () => {
  expect(read('docs/reference/errors.md')).toBe(errorReference())
})

test('every setting that is read is in the reference, and no other', () => {
  const used = new Set(
    read('src/config.ts')
      .match(/'[A-Z_]{4,}'/g)
      ?.map(name => name.slice(1, -1)),
  )
  const listed = new Set(
    read('docs/reference/settings.md')
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .flatMap(line => line.split('|')[1]?.match(/[A-Z_]{4,}/g) ?? []),
  )
  expect(listed).toEqual(used)
})

test('every example value of the reference comes back as the reference says', () => {
  const rows = [...read('docs/reference/record-types.md').matchAll(/^\| ([A-Z]+) \| `(.*)` \| `(.*)` \|$/gm)]
  expect(rows.length).toBeGreaterThan(15)
  for (const [, type = '', value = '', canonical] of rows) expect(parseRdata(type, value)).toBe(canonical)
})

test('the reference names every record type there is', () => {
  const page = read('docs/reference/record-types.md')
  const codes = Array.from({ length: 65_536 }, (_, code) => canonicalType(`TYPE${code}`))
  const known = codes.filter(type => type !== undefined && isKnownType(type) && !type.startsWith('TYPE'))
  const missing = known.filter(type => !metaTypes.has(type!) && !signingTypes.has(type!) && !page.includes(type!))
  expect(known.length).toBeGreaterThan(50)
  expect(missing).toEqual([])
})

test('every test that the page on reliability names is there', () => {
  const rows = [...read('docs/reliability.md').matchAll(/\| `([^`]+\.test\.ts)`(?:: (.+?))? \|$/gm)]
  expect(rows.length).toBeGreaterThan(20)
  const missing = rows.filter(
    ([, file = '', title = '']) => !existsSync(join(root, file)) || !read(file).includes(title),
  )
  expect(missing.map(([row]) => row)).toEqual([])
})

test('links between pages lead somewhere', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })]
  const broken = pages.flatMap(page =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)]
      .map(([, target = '']) => join(dirname(page), target))
      .filter(target => !existsSync(join(root, target)))
      .map(target => `${page} → ${target}`),
  )
  expect(pages.length).toBeGreaterThan(8)
  expect(broken).toEqual([])
})
