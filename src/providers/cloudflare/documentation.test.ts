import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudflareKind } from './kind.ts'
import { recordTypes } from './record.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/providers/cloudflare.md'), 'utf8')

function testsIn(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
}

test('every bad day of the page is a test that there is', () => {
  const rows = [...page.matchAll(/^\| .* \| (.+) › (.+?)(?: \(`([a-z-]+\.test\.ts)`\))? \|$/gm)]
  expect(rows.length).toBeGreaterThan(25)
  for (const [, group, title, file = 'bad-days.test.ts'] of rows) {
    const tests = testsIn(file)
    expect(tests, group).toContain(`describe('${group}'`)
    expect(tests.replaceAll(/ \(%s\)/g, ''), title).toContain(`('${title}'`)
  }
})

test('the page names every type and every setting', () => {
  for (const type of recordTypes) expect(page).toContain(type)
  for (const { name } of cloudflareKind.settings) expect(page).toContain(`| \`${name}\` |`)
})
