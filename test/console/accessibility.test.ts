import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityProblems, hasBrowser } from './browser.ts'
import { addRecord, editRecord, row } from './records-form.ts'
import { type ConsoleWorld, place, startConsoleWorld } from './world.ts'

const looks = [
  { name: 'light', colorScheme: 'light' as const, viewport: { width: 1280, height: 800 } },
  { name: 'dark', colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } },
  { name: 'light, on a phone', colorScheme: 'light' as const, viewport: { width: 390, height: 844 } },
]

describe.skipIf(!hasBrowser)('pages for everybody', () => {
  let world: ConsoleWorld
  let zone: { id: number; path: string }
  beforeAll(async () => {
    world = await startConsoleWorld()
    zone = await world.makeZone('everybody.example', [
      ['www', 'A', 300, '192.0.2.1', '192.0.2.2'],
      ['old', 'TXT', 3600, 'to go'],
      ['mail', 'MX', 60, '10 a.example.net.', '20 b.example.net.'],
    ])
  })
  afterAll(() => world.stop())

  for (const { name, ...look } of looks) {
    test(`${name}: axe finds nothing wrong with any page, and none is wider than its window`, async () => {
      const page = await world.open(look)
      const found: string[] = []
      const check = async (what: string) => {
        found.push(...(await accessibilityProblems(page)).map(problem => `${what}: ${problem}`))
        const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
        if (overflow > 0) found.push(`${what}: ${overflow} pixels wider than the window`)
      }
      await page.goto('/sign-in')
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await check('sign in')
      await page.getByLabel('Email').fill('admin@localhost')
      await page.getByRole('textbox', { name: 'Password' }).fill('password of the admin')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('link', { name: 'everybody.example' }).waitFor()
      await check('zones')
      await page.getByRole('button', { name: 'New zone' }).click()
      await page.getByRole('dialog').waitFor()
      await check('new zone')
      await page.goto('/projects')
      await page.getByRole('heading', { name: 'Demo' }).waitFor()
      await check('projects')
      await page.goto(zone.path)
      await row(page, 'www A').waitFor()
      await check('records')
      await addRecord(page, { name: 'new', type: 'A', fields: { 'IPv4 address': '192.0.2.9' } })
      await row(page, 'old TXT').getByRole('button', { name: 'Delete: old TXT' }).click()
      const form = await editRecord(page, 'mail MX')
      await form.getByRole('textbox', { name: 'Mail server 1' }).fill('not a name')
      await page.keyboard.press('Enter')
      await form.getByRole('alert').waitFor()
      await check('record form')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Review and apply' }).click()
      await page.getByRole('dialog').getByRole('region', { name: 'old TXT' }).waitFor()
      await check('review')
      for (const tab of ['history', 'drift', 'propagation', 'files', 'settings']) {
        await page.goto(`${zone.path}/${tab}`)
        await page.getByRole('tabpanel').waitFor()
        await check(tab)
      }
      expect(found).toEqual([])
      expect(new URL(page.url()).pathname.startsWith(place)).toBe(true)
    })
  }
})
