import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, createMachineClient } from '../../src/sdk/index.ts'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

const settings = '/projects/demo/settings'

describe.skipIf(!hasBrowser)('keys', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld()
    await world.makeZone('opened.example')
  })
  afterAll(() => world.stop())

  test('a zone is opened to machine keys', async () => {
    const page = await world.signedIn(`${settings}/domains`)
    await page.getByRole('button', { name: 'Open a zone' }).first().click()
    await page.getByRole('dialog').getByRole('combobox', { name: 'Zone' }).selectOption('opened.example (Production)')
    await page.getByRole('button', { name: 'Open it' }).click()
    await page
      .getByRole('row', { name: /opened\.example/ })
      .getByText('May change it')
      .waitFor()
  })

  test('a machine key with grants works within them, and is refused outside of them', async () => {
    const page = await world.signedIn(`${settings}/keys`)
    await page.getByRole('button', { name: 'New machine key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('certbot')
    await enter(page, 'Domains', 'opened.example')
    await enter(page, 'Names', '_acme-challenge*')
    await enter(page, 'Types', 'NOPE')
    await dialog.getByRole('checkbox', { name: /Also for DNS UPDATE/ }).check()
    await dialog.getByRole('textbox', { name: 'Name of the TSIG key' }).fill('certbot.opened.example')
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    await sees(page, 'there is no record type “NOPE”')
    await dialog.getByRole('combobox', { name: 'Types' }).press('Backspace')
    await enter(page, 'Types', 'TXT')
    await dialog.getByRole('button', { name: 'Make the key' }).click()

    await sees(page, 'This is shown once')
    const key = await page.getByLabel('Key', { exact: true }).innerText()
    expect(await page.getByLabel('Key file for nsupdate -k', { exact: true }).innerText()).toMatch(
      /^key "certbot\.opened\.example" \{\s+algorithm hmac-sha256;\s+secret "[\w+/=]{20,}";\s+\};$/,
    )
    expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'I have kept it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await sees(page, 'in opened.example · names _acme-challenge* · types TXT')
    expect(await page.content()).not.toContain(key)

    const machine = createMachineClient({ url: world.url, key, retries: 0 }).domain('opened.example')
    await machine.add({ type: 'TXT', name: '_acme-challenge.www', value: 'token' })
    const refused = { status: 403 }
    await expect(machine.add({ type: 'TXT', name: 'www', value: 'token' })).rejects.toMatchObject(refused)
    await expect(machine.add({ type: 'A', name: '_acme-challenge', value: '192.0.2.1' })).rejects.toMatchObject(refused)
    await page.reload()
    await sees(page, /used (just now|\d)/)

    await page.getByRole('button', { name: 'Delete certbot' }).click()
    await page.getByRole('button', { name: 'Delete the key' }).click()
    await seesNoMore(page, 'names _acme-challenge*')
    await expect(machine.list()).rejects.toMatchObject({ status: 401 })
  })

  test('an API key of one’s own does what one may do, until it is deleted', async () => {
    const page = await world.signedIn('/')
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'API keys' }).click()
    await page.getByRole('button', { name: 'New API key' }).first().click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Pipeline')
    await page.getByRole('button', { name: 'Make the key' }).click()
    const apiKey = await page.getByLabel('Key', { exact: true }).innerText()
    await page.getByRole('checkbox', { name: 'I have kept it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    const client = createClient({ url: world.url, apiKey, retries: 0 })
    expect((await client.auth.me()).user.email).toBe('admin@localhost')
    await page.getByRole('button', { name: 'Delete Pipeline' }).click()
    await page.getByRole('button', { name: 'Delete the key' }).click()
    await seesNoMore(page, 'Pipeline')
    await expect(client.auth.me()).rejects.toMatchObject({ status: 401 })
  })

  test('members below admin are not shown machine keys, and told who may', async () => {
    const page = await world.signedIn(`${settings}/keys`, { account: await world.member('member') })
    await sees(page, 'Read only')
    expect(await page.getByRole('button', { name: 'New machine key' }).count()).toBe(0)
  })
})

/** Into a field that takes several. */
async function enter(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByRole('dialog').getByRole('combobox', { name: label, exact: true })
  await field.fill(text)
  await field.press('Enter')
}
