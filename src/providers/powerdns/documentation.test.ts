import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { powerDnsKind } from './kind.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/providers/powerdns.md'), 'utf8')

function testsIn(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll('%s', '…')
}

test('every bad day of the page is a test that there is', () => {
  const rows = [...page.matchAll(/^\| .* \| (.+) › (.+?)(?: \(`([a-z-]+\.test\.ts)`\))? \|$/gm)]
  expect(rows.length).toBeGreaterThan(12)
  for (const [, group, title, file = 'bad-days.test.ts'] of rows) {
    const tests = testsIn(file)
    expect(tests, group).toContain(`describe('${group}'`)
    expect(tests, title).toContain(`('${title}'`)
  }
})

test('the page names every setting', () => {
  for (const { name } of powerDnsKind.settings) expect(page).toContain(`| \`${name}\` |`)
})
