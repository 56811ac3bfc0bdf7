import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, sees } from './browser.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

describe.skipIf(!hasBrowser)('the way in', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld()
  })
  afterAll(() => world.stop())

  test('whoever signs in for the first time makes a zone, and is shown whom to delegate it to', async () => {
    const page = await world.open()
    await page.goto('/')
    await page.getByLabel('Email').fill('admin@localhost')
    await page.getByRole('textbox', { name: 'Password' }).fill('password of the admin')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await sees(page, 'No zones yet')
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Domain' }).fill('Bücher.example')
    await dialog.getByRole('button', { name: 'Make the zone' }).click()
    await page.getByRole('heading', { name: 'xn--bcher-kva.example' }).waitFor()
    await page.getByRole('button', { name: '2 name servers' }).click()
    await page.getByRole('button', { name: 'Copy ns1.example.net' }).waitFor()
    expect((await world.api.project('demo').environment().zones.list().all()).map(zone => zone.domainName)).toEqual([
      'xn--bcher-kva.example',
    ])
  })

  test('a domain that is none is refused before it is sent, and told why', async () => {
    const page = await world.signedIn()
    await page.getByRole('button', { name: 'New zone' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Domain' }).fill('example')
    await dialog.getByRole('button', { name: 'Make the zone' }).click()
    await sees(page, 'a domain has two labels at least, such as example.com')
    await dialog.getByRole('textbox', { name: 'Domain' }).fill('bücher.example')
    await dialog.getByRole('button', { name: 'Make the zone' }).click()
    await dialog.getByRole('alert').waitFor()
  })

  test('a wrong password is told, and the page that was asked for comes after the right one', async () => {
    const { path } = await world.makeZone('after.example')
    const page = await world.open()
    await page.goto(`${path}/history`)
    await page.getByLabel('Email').fill('admin@localhost')
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'Password' }).fill('password of the admin')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await sees(page, 'Nothing has been written to this zone yet')
    expect(new URL(page.url()).pathname).toBe(`${path}/history`)
  })

  test('an address after the sign-in that leads elsewhere is not followed', async () => {
    for (const next of ['//example.net/', '/\\example.net', 'https://example.net/']) {
      const page = await world.signedIn(`/sign-in?next=${encodeURIComponent(next)}`)
      await page.getByRole('heading', { name: 'Zones' }).waitFor()
      expect(new URL(page.url()).origin).toBe(world.url)
    }
  })

  test('who makes an account is signed in, and makes a project', async () => {
    const page = await world.open()
    await page.goto('/')
    await page.getByRole('button', { name: 'Make an account' }).click()
    await page.getByLabel('Your name').fill('Grace')
    await page.getByLabel('Email').fill('grace@example.com')
    await page.getByRole('textbox', { name: 'Password' }).fill('short')
    await page.getByRole('button', { name: 'Make an account' }).first().click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'Password' }).fill('long enough')
    await page.getByRole('button', { name: 'Make an account' }).first().click()
    await sees(page, 'No projects yet')
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Compilers')
    await page.getByRole('button', { name: 'Make the project' }).click()
    await sees(page, 'No zones yet')
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto('/projects')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  test('nothing was kept out by the policy of the page, and no script has failed', () => {
    expect(world.complaints()).toEqual([])
  })
})
