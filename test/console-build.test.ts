import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildConsole, firstView, firstViewLimit, isBuilt, sourcesHash } from '../scripts/console-build.ts'

const parent = mkdtempSync(join(tmpdir(), 'zoneplane-console-'))
const folder = join(parent, 'dist')
const hash = sourcesHash()

beforeAll(async () => {
  await buildConsole(folder, hash)
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

test('what a browser loads for the first view stays within its weight', () => {
  const view = firstView(folder)
  expect(view.files.some(file => file.endsWith('.js'))).toBe(true)
  expect(view.files.some(file => file.endsWith('.css'))).toBe(true)
  expect(view.gzip).toBeLessThanOrEqual(firstViewLimit)
})

test('the page loads everything from here, and has no script or style written into it', () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)).not.toEqual([])
  for (const [, address] of page.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address).toMatch(/^\/assets\//)
  expect(page).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=/)
})

test('what is built of the same sources is not built again', () => {
  expect(isBuilt(folder, hash)).toBe(true)
  expect(isBuilt(folder, `${hash}0`)).toBe(false)
  expect(isBuilt(parent, hash)).toBe(false)
})
