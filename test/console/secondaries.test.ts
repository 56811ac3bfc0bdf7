import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram } from '../run-program.ts'
import { requireServer } from '../servers/available.ts'
import { digPath } from '../servers/dig.ts'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

const secondaries = '/workspaces/default/secondaries'

describe.skipIf(!hasBrowser || !requireServer('dig', digPath))('secondaries', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
    await world.makeZone('followed.example', [['www', 'A', 300, '192.0.2.1']])
  })
  afterAll(() => world.stop())

  test('one is added with a key, whose settings are shown once, and are good for a transfer that the page shows', async () => {
    const page = await world.signedIn(secondaries)
    await page.getByRole('button', { name: 'New secondary' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('ns1')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('127.0.0')
    await dialog.getByRole('button', { name: 'Add it' }).click()
    await sees(page, '“127.0.0” is no address')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('127.0.0.1')
    await dialog.getByRole('checkbox', { name: /NOTIFY/ }).uncheck()
    await dialog.getByRole('button', { name: 'Add it' }).click()

    await sees(page, 'This is shown once')
    await page.getByRole('textbox', { name: 'Address of this Zoneplane' }).fill('192.0.2.200')
    await page.getByRole('tab', { name: 'BIND' }).click()
    const settings = await page.getByLabel('/etc/bind/named.conf', { exact: true }).innerText()
    expect(settings).toContain('primaries { 192.0.2.200 port 53 key')
    expect(settings).toContain('zone "followed.example"')
    const [, name, secret] = /^key "([^"]+)" \{\s+algorithm hmac-sha256;\s+secret "([^"]+)";/.exec(settings) ?? []
    await page.getByRole('checkbox', { name: 'I have kept it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()

    const port = world.server().dnsPort
    const transfer = await runProgram(digPath ?? 'dig', [
      '@127.0.0.1',
      ...['-p', String(port), '-y', `hmac-sha256:${name}:${secret}`, 'followed.example', 'AXFR'],
    ])
    expect(transfer.stdout).toContain('192.0.2.1')
    await page.getByRole('button', { name: /^followed\.example/ }).click()
    const states = page.getByRole('table', { name: 'Secondaries of followed.example' })
    await states.getByText(/^AXFR \d+ sent$/).waitFor({ timeout: 30_000 })

    await page.getByRole('button', { name: 'Settings to paste' }).click()
    await sees(page, '<secret of ns1>')
    expect(await page.content()).not.toContain(secret)
  })

  test('a catalog zone is set, refused where it cannot be one, and taken away', async () => {
    const page = await world.signedIn(secondaries)
    const domain = page.getByRole('textbox', { name: 'Domain of the catalog zone' })
    await domain.fill('followed.example')
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await page.getByRole('alert').first().waitFor()
    await domain.fill('catalog.invalid')
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await sees(page, 'catalog.invalid lists 1 zone')
    await page.getByRole('button', { name: 'Settings to paste' }).click()
    await sees(page, 'catalog-role: interpret')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Take it away' }).click()
    await seesNoMore(page, 'catalog.invalid lists')
  })

  test('another key is shown once, and one without a key is warned of', async () => {
    const page = await world.signedIn(secondaries)
    await page.getByRole('button', { name: 'New key' }).click()
    await sees(page, 'This is shown once')
    await page.getByRole('checkbox', { name: 'I have kept it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'New secondary' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('open')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('127.0.0.2')
    await dialog.getByRole('combobox', { name: 'TSIG key' }).selectOption('none')
    await dialog.getByRole('button', { name: 'Add it' }).click()
    const card = page.getByRole('article', { name: 'open' })
    await card.getByRole('listitem').first().waitFor()
    await card.getByText('Without a key').waitFor()
  })

  test('a viewer sees how far they are, and may change none', async () => {
    const page = await world.signedIn(secondaries, { account: await world.member('viewer') })
    await page.getByRole('article', { name: 'ns1' }).waitFor()
    await sees(page, 'Read only')
    expect(await page.getByRole('button', { name: /^(Edit|Delete|New key|New secondary|Set)$/ }).count()).toBe(0)
  })
})
