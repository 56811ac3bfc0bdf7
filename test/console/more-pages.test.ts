import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillSample, type Sample } from '../../scripts/console-sample.ts'
import { accessibilityProblems, hasBrowser } from './browser.ts'
import { type ConsoleWorld, place, startConsoleWorld } from './world.ts'

const looks = [
  { name: 'light', colorScheme: 'light' as const, viewport: { width: 1280, height: 800 } },
  { name: 'dark', colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } },
  { name: 'light, on a phone', colorScheme: 'light' as const, viewport: { width: 390, height: 844 } },
]

const settings = '/projects/demo/settings'
const workspace = '/workspaces/default'

/** A page, what stands on it when it's there, and the buttons that open what is looked at too. */
const pages: readonly { path: string; shows: string; opens?: readonly string[] }[] = [
  { path: `${place}/canvas`, shows: 'Web 1', opens: ['www'] },
  { path: `${place}/canvas?view=list`, shows: 'Web 1', opens: ['Connect two'] },
  { path: `${place}/activities`, shows: 'Where' },
  { path: settings, shows: 'Environments', opens: ['Delete the project'] },
  { path: `${settings}/connections`, shows: 'AWS production' },
  { path: `${settings}/keys`, shows: 'Made at the first start', opens: ['New machine key'] },
  { path: `${settings}/domains`, shows: 'May change it', opens: ['Open a zone'] },
  { path: `${workspace}/connections`, shows: 'AWS production', opens: ['New connection'] },
  { path: `${workspace}/members`, shows: 'grace@example.com', opens: ['Add a member'] },
  { path: `${workspace}/secondaries`, shows: 'ns1.example.net', opens: ['Settings to paste', 'New secondary'] },
  { path: '/account/keys', shows: 'Made at the first start', opens: ['New API key'] },
]

describe.skipIf(!hasBrowser)('pages of projects and workspaces, for everybody', () => {
  let world: ConsoleWorld
  let sample: Sample
  beforeAll(async () => {
    world = await startConsoleWorld({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
    sample = await fillSample(world)
  }, 120_000)
  afterAll(() => Promise.all([world.stop(), sample.stop()]))

  for (const { name, ...look } of looks) {
    test(`${name}: axe finds nothing wrong with them, and none is wider than its window`, async () => {
      const page = await world.signedIn('/', look)
      const found: string[] = []
      const check = async (what: string) => {
        found.push(...(await accessibilityProblems(page)).map(problem => `${what}: ${problem}`))
        const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
        if (overflow > 0) found.push(`${what}: ${overflow} pixels wider than the window`)
      }
      for (const { path, shows, opens = [] } of pages) {
        await page.goto(path)
        await page.getByText(shows).first().waitFor()
        await check(path)
        for (const button of opens) {
          await page.getByRole('button', { name: button, exact: true }).first().click()
          await page.getByRole('dialog').waitFor()
          await check(`${path}: ${button}`)
          await page.keyboard.press('Escape')
          await page.getByRole('dialog').waitFor({ state: 'detached' })
        }
      }
      expect(found).toEqual([])
    }, 240_000)
  }

  test('nothing was kept out by the policy of the pages, and no script has failed', () => {
    expect(world.complaints()).toEqual([])
  })
})
