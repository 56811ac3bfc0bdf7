import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rfc2136Kind } from './kind.ts'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/providers/rfc2136.md'), 'utf8')

test('every bad day of the page is a test that there is', () => {
  const rows = [...page.matchAll(/^\| .* \| (.+) › (.+?)(?: \(`([a-z0-9-]+\.test\.ts)`\))? \|$/gm)]
  expect(rows.length).toBeGreaterThan(14)
  for (const [, group = '', title = '', file] of rows) {
    const path = file === undefined ? 'src/providers/rfc2136/bad-days.test.ts' : `test/${file}`
    const tests = readFileSync(join(root, path), 'utf8')
    expect(tests, group).toContain(`'${group}'`)
    expect(tests, title).toContain(`('${title}'`)
  }
})

test('the page names every setting', () => {
  for (const { name } of rfc2136Kind.settings) expect(page).toContain(`| \`${name}\` |`)
})
