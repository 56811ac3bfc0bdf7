import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, sees } from './browser.ts'
import { addRecord, row } from './records-form.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

const count = 100_000
const nameOf = (index: number) => `host${String(index).padStart(6, '0')}`

describe.skipIf(!hasBrowser)('a zone of 100,000 record sets', () => {
  let world: ConsoleWorld
  let zone: { id: number; path: string }
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-large-zone-'))
  const file = join(folder, 'large.zone')
  beforeAll(async () => {
    world = await startConsoleWorld()
    zone = await world.makeZone('large.example')
    const lines = Array.from({ length: count }, (_, index) => `${nameOf(index)} 300 IN A 10.0.${index % 256}.1\n`)
    writeFileSync(file, lines.join(''))
  })
  afterAll(async () => {
    await world.stop()
    rmSync(folder, { recursive: true })
  })

  const records = () => world.api.project('demo').environment().zone(zone.id).records
  /** The row at the top of what is seen, and where it is. */
  const firstInSight = (page: Page) =>
    page.evaluate(`
      [...document.querySelectorAll('tr[data-row]')]
        .map(element => ({ row: element.dataset.row, top: Math.round(element.getBoundingClientRect().top) }))
        .filter(({ top }) => top >= 92)
        .sort((a, b) => a.top - b.top)[0]`)
  const scrollTo = (page: Page, top: number) => page.evaluate(`window.scrollTo(0, ${top})`)

  test('is imported from a file, after a look at what that does, and tells how far it is', async () => {
    const page = await world.signedIn(`${zone.path}/files`)
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Make 100,000 changes' }).click({ timeout: 60_000 })
    await page.getByText(/of 100,000 changes made/).waitFor()
    await page.getByText('Imported: 100,000 changes made').waitFor({ timeout: 120_000 })
    await page.getByRole('tab', { name: 'Records' }).click()
    await sees(page, '100,002 record sets')
  }, 240_000)

  test('is scrolled through with a few rows on the page at a time', async () => {
    const page = await world.signedIn(zone.path)
    await row(page, `${nameOf(0)} A`).waitFor()
    const reach = async (index: number) => {
      for (let turn = 0; turn < 200 && (await row(page, `${nameOf(index)} A`).count()) === 0; turn++) {
        await page.mouse.wheel(0, 12_000)
        await page.waitForTimeout(30)
      }
    }
    await page.mouse.move(640, 500)
    await scrollTo(page, 38 * 3_000)
    await reach(2_500)
    expect(await page.locator('tr[data-row]').count()).toBeLessThan(80)
    expect(await page.getByRole('table', { name: 'Record sets' }).getAttribute('aria-rowcount')).toBe('100003')
  })

  test('is searched and put in another order by the server', async () => {
    const page = await world.signedIn(zone.path)
    await sees(page, '100,002 record sets')
    await page.keyboard.press('/')
    await page.keyboard.type('HOST09999')
    await sees(page, '10 record sets found')
    await row(page, `${nameOf(99_990)} A`).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('HOST09999')
    await page.keyboard.press('Escape')
    await sees(page, '100,002 record sets')
    await page.getByRole('button', { name: 'Name', exact: true }).click()
    await row(page, `${nameOf(99_999)} A`).waitFor()
    await page.getByRole('combobox', { name: 'Type' }).selectOption('SOA')
    await sees(page, '1 record set found')
    await page.reload()
    await sees(page, '1 record set found')
  })

  test('stays where it is while others write above what is in sight', async () => {
    const page = await world.signedIn(zone.path)
    await row(page, `${nameOf(0)} A`).waitFor()
    await scrollTo(page, 38 * 120)
    await row(page, `${nameOf(125)} A`).waitFor()
    const before = await firstInSight(page)
    await records().put({ name: 'aaa', type: 'A', values: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] })
    await page.getByText('100,003 record sets').waitFor({ state: 'attached' })
    expect(await firstInSight(page)).toEqual(before)
    await records().delete({ name: nameOf(3), type: 'A', values: ['10.0.3.1'] })
    await page.getByText('100,002 record sets').waitFor({ state: 'attached' })
    expect(await firstInSight(page)).toEqual(before)
    await scrollTo(page, 0)
    await row(page, 'aaa A').waitFor()
    expect(await row(page, `${nameOf(3)} A`).count()).toBe(0)
  })

  test('takes a change as any other zone does', async () => {
    const page = await world.signedIn(zone.path)
    await addRecord(page, { name: 'added', type: 'A', fields: { 'IPv4 address': '192.0.2.9' } })
    await page.keyboard.press('r')
    await page.getByRole('button', { name: 'Apply 1 change' }).click()
    await sees(page, '1 change applied')
    expect(world.complaints()).toEqual([])
  })
})
