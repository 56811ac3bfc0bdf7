import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../src/sdk/index.ts'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { row } from './records-form.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

describe.skipIf(!hasBrowser)('the history of a zone', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld()
  })
  afterAll(() => world?.stop())

  const zoneOf = (id: number) => world.api.project('demo').environment().zone(id)

  test('who has broken a record is found from its row, and it is taken back in two clicks', async () => {
    const { id, path } = await world.makeZone('broken.example', [
      ['www', 'A', 300, '192.0.2.1'],
      ['api', 'A', 300, '192.0.2.2'],
    ])
    const account = await world.member('member')
    const { token } = await world.api.auth.logIn(account)
    const other = createClient({ url: world.url, token }).project('demo').environment().zone(id)
    await other.records.put({ name: 'www', type: 'A', ttl: 300, values: ['203.0.113.66'] })
    await other.records.put({ name: 'api', type: 'A', ttl: 300, values: ['192.0.2.3'] })

    const page = await world.signedIn(path)
    await row(page, 'www A').getByText('203.0.113.66').waitFor()
    await row(page, 'www A').getByRole('link', { name: 'History of this record: www A' }).click()
    await page.getByRole('button', { name: new RegExp(`www A changed.*${account.email}`) }).waitFor()
    const changed = page.getByRole('region', { name: 'www.broken.example A' })
    expect(await changed.innerText()).toMatch(/192\.0\.2\.1[\s\S]*203\.0\.113\.66/)
    expect(await page.getByRole('button', { name: /api A changed/ }).count()).toBe(0)
    expect(new URL(page.url()).search).toBe('?name=www&type=A')

    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Take it back' }).click()
    await sees(page, 'Taken back')
    const sets = await zoneOf(id).records.list({ type: 'A' }).all()
    expect(Object.fromEntries(sets.map(({ name, values }) => [name, values]))).toEqual({
      'api.broken.example': ['192.0.2.3'],
      'www.broken.example': ['192.0.2.1'],
    })
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByRole('button', { name: /www A changed.*Undo of #/ }).waitFor()

    await page.getByRole('button', { name: 'Show the whole history' }).click()
    await page.getByRole('button', { name: /api A changed/ }).waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(world.complaints()).toEqual([])
  })

  test('a change set is named after its first changes, without reading each of them', async () => {
    const { path } = await world.makeZone('named.example', [
      ['a', 'A', 300, '192.0.2.1'],
      ['b', 'A', 300, '192.0.2.1'],
      ['c', 'A', 300, '192.0.2.1'],
      ['d', 'A', 300, '192.0.2.1'],
    ])
    const page = await world.signedIn(`${path}/records`)
    await row(page, 'a A').waitFor()
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page.getByRole('tab', { name: 'History' }).click()
    await sees(page, 'a A added, b A added, c A added and 1 more')
    expect(asked.filter(address => /\/changes\/\d+/.test(address))).toEqual([])
  })

  test('a new zone says what comes next, until it has records or somebody puts that away', async () => {
    const { path } = await world.makeZone('fresh.example')
    const page = await world.signedIn(path)
    const steps = page.getByRole('region', { name: 'What comes next' })
    await steps.getByText('dig @ns1.example.net fresh.example SOA').waitFor()
    await steps.getByRole('button', { name: 'Put these steps away' }).click()
    await steps.waitFor({ state: 'detached' })
    await page.reload()
    await row(page, '@ SOA').waitFor()
    await seesNoMore(page, 'What comes next')
  })

  test('a form without a name says what belongs there', async () => {
    const { path } = await world.makeZone('form.example', [['www', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path)
    await page.getByRole('button', { name: 'Add record' }).click()
    const form = page.getByRole('form', { name: 'New record set' })
    await form.getByRole('button', { name: 'Add', exact: true }).click()
    await form.getByText('type a name, or @ for form.example itself').waitFor()
    await form.getByRole('textbox', { name: 'Name' }).fill('@')
    await seesNoMore(page, 'type a name')
  })
})
