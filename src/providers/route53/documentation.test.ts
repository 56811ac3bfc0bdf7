import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { route53Capabilities } from './capabilities.ts'
import { awsSettingsFields } from './settings.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/providers/route53.md'), 'utf8')

test('every bad day of the page is a test that there is', () => {
  const rows = [...page.matchAll(/^\| .* \| `([a-z-]+\.test\.ts)`: (.+) \|$/gm)]
  expect(rows.length).toBeGreaterThan(25)
  for (const [, file = '', title = ''] of rows) {
    expect(readFileSync(join(import.meta.dirname, file), 'utf8'), file).toContain(`('${title}'`)
  }
})

test('every quirk has a date and a source', () => {
  const quirks = page.slice(page.indexOf('## Quirks'), page.indexOf('## Bad days'))
  const rows = quirks.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| what'))
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.filter(row => !/\| \d{4}-\d\d \| \[.+\]\(https:\/\/.+\) \|$/.test(row))).toEqual([])
})

test('the page names every type and every setting', () => {
  const { types } = route53Capabilities
  for (const type of types === 'all' ? [] : types) expect(page).toMatch(new RegExp(`\\b${type}\\b`))
  for (const { name } of awsSettingsFields) expect(page).toContain(`| \`${name}\` |`)
})
