import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../src/sdk/index.ts'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { addRecord, row } from './records-form.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

describe.skipIf(!hasBrowser)('several people, sessions that end, and a server that goes', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld()
  })
  afterAll(() => world.stop())

  /** Ends the session of a page as if it had run out. */
  const endSession = async (page: Page) => {
    const kept = await page.evaluate(() => sessionStorage.getItem('zoneplane.session'))
    const { token } = JSON.parse(kept ?? '{}') as { token: string }
    await createClient({ url: world.url, token }).auth.logOut()
  }

  test('what one browser applies, another shows without being asked', async () => {
    const { id, path } = await world.makeZone('live.example', [['www', 'A', 300, '192.0.2.1']])
    const [one, other] = [await world.signedIn(path), await world.signedIn(path)]
    await row(other, 'www A').waitFor()
    await addRecord(one, { name: 'seen', type: 'A', fields: { 'IPv4 address': '192.0.2.5' } })
    await one.keyboard.press('r')
    await one.getByRole('button', { name: 'Apply 1 change' }).click()
    await row(other, 'seen A').waitFor()
    await world.api
      .project('demo')
      .environment()
      .zone(id)
      .records.put({ name: 'www', type: 'A', values: ['192.0.2.77'] })
    await row(other, 'www A').getByText('192.0.2.77').waitFor()
    await row(one, 'www A').getByText('192.0.2.77').waitFor()
  })

  test('what is typed into a form stays when others write, also when they delete its set', async () => {
    const { id, path } = await world.makeZone('typing.example', [
      ['a', 'A', 300, '192.0.2.1'],
      ['b', 'A', 300, '192.0.2.1'],
    ])
    const page = await world.signedIn(path)
    await row(page, 'b A').getByRole('button', { name: 'Edit: b A' }).click()
    const field = page.getByRole('textbox', { name: 'IPv4 address' })
    await field.fill('192.0.2.4')
    const { records } = world.api.project('demo').environment().zone(id)
    await records.delete({ name: 'b', type: 'A', values: ['192.0.2.1'] })
    await records.put({ name: 'c', type: 'A', values: ['192.0.2.1'] })
    await row(page, 'c A').waitFor()
    expect(await field.inputValue()).toBe('192.0.2.4')
  })

  test('a viewer sees everything, finds no controls that write, and is told why', async () => {
    const { path } = await world.makeZone('viewer.example', [['www', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path, { account: await world.member('viewer') })
    await row(page, 'www A').waitFor()
    await page.getByText('Read only').hover()
    await sees(page, /you need the role member or above/)
    expect(await page.getByRole('button', { name: /Add record|^Edit|^Delete|Check delegation/ }).count()).toBe(0)
    await page.keyboard.press('n')
    await row(page, 'www A').focus()
    await page.keyboard.press('Delete')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('form').count()).toBe(0)
    expect(await page.getByText('not applied').count()).toBe(0)
    await page.goto(`${path}/files`)
    await page.getByRole('heading', { name: 'Export' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Import' }).count()).toBe(0)
    await page.goto(`${path}/settings`)
    await sees(page, 'Read only')
    expect(await page.getByRole('button', { name: 'Delete the zone' }).count()).toBe(0)
  })

  test('when a session is over the page stays with what was gathered, and goes on after the sign-in', async () => {
    const { id, path } = await world.makeZone('expired.example', [['www', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path)
    await addRecord(page, { name: 'kept', type: 'A', fields: { 'IPv4 address': '192.0.2.5' } })
    await endSession(page)
    await page.getByRole('button', { name: 'Review and apply' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your session is over' })
    expect(await dialog.getByLabel('Email').inputValue()).toBe('admin@localhost')
    await dialog.getByRole('textbox', { name: 'Password' }).fill('password of the admin')
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Apply 1 change' }).click()
    await sees(page, '1 change applied')
    const { records } = world.api.project('demo').environment().zone(id)
    expect((await records.list({ name: 'kept' }).all())[0]?.values).toEqual(['192.0.2.5'])
  })

  test('whoever signs in as somebody else finds nothing of what was gathered', async () => {
    const { path } = await world.makeZone('dropped.example')
    const page = await world.signedIn(path)
    await addRecord(page, { name: 'secret', type: 'A', fields: { 'IPv4 address': '192.0.2.5' } })
    await endSession(page)
    await page.reload()
    await page.getByRole('button', { name: /Sign in as somebody else/ }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain('secret')
  })

  test('when the server goes it is said, everything stays, and it goes on by itself when the server is back', async () => {
    const { id, path } = await world.makeZone('away.example', [['www', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path)
    await addRecord(page, { name: 'kept', type: 'A', fields: { 'IPv4 address': '192.0.2.5' } })
    await world.stopServer()
    await sees(page, 'The server does not answer')
    await page.getByRole('button', { name: 'Review and apply' }).click()
    await page.getByRole('dialog').getByText('The server cannot be reached').waitFor()
    await row(page, 'www A').waitFor()
    await world.startServer()
    await seesNoMore(page, 'The server does not answer')
    await page.getByRole('button', { name: 'Apply 1 change' }).click()
    await sees(page, '1 change applied')
    const { records } = world.api.project('demo').environment().zone(id)
    expect((await records.list({ name: 'kept' }).all())[0]?.values).toEqual(['192.0.2.5'])
    await page.getByRole('button', { name: 'Done' }).click()
    await records.put({ name: 'later', type: 'A', values: ['192.0.2.6'] })
    await row(page, 'later A').waitFor()
    expect(world.complaints()).toEqual([])
  })
})
