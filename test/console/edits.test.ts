import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { addRecord, applyAll, editRecord, field, row } from './records-form.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

describe.skipIf(!hasBrowser)('changes that are gathered', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld()
  })
  afterAll(() => world.stop())

  const zoneOf = (id: number) => world.api.project('demo').environment().zone(id)
  const valuesOf = async (id: number, name: string, type: string) =>
    (await zoneOf(id).records.list({ name, type }).all())[0]?.values

  test('an addition, a change and a deletion are gathered, outlive a reload, are applied as one, and are taken back', async () => {
    const { id, path } = await world.makeZone('story.example', [
      ['www', 'A', 300, '192.0.2.1'],
      ['old', 'TXT', 300, 'to go'],
    ])
    const page = await world.signedIn(path)
    await addRecord(page, { name: 'new', type: 'A', ttl: '60', fields: { 'IPv4 address': '192.0.2.9' } })
    const form = await editRecord(page, 'www A')
    await form.getByRole('textbox', { name: 'TTL' }).fill('1h')
    await form.getByRole('button', { name: 'Another value' }).click()
    await field(form, 'IPv4 address 2').fill('192.0.2.2')
    await page.keyboard.press('Enter')
    await row(page, 'old TXT').getByRole('button', { name: 'Delete: old TXT' }).click()
    await sees(page, '3 changes not applied')
    expect(await row(page, 'new A').getAttribute('data-edit')).toBe('added')
    expect(await row(page, 'www A').getAttribute('data-edit')).toBe('changed')
    expect(await row(page, 'old TXT').getAttribute('data-edit')).toBe('deleted')
    expect(await row(page, 'www A').innerText()).toContain('5 min → 1 h')
    expect(await valuesOf(id, 'www', 'A')).toEqual(['192.0.2.1'])

    await page.reload()
    await sees(page, '3 changes not applied')
    await page.getByRole('button', { name: 'Review and apply' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('region', { name: 'www A' }).innerText()).toMatch(/added:\s+192\.0\.2\.2/)
    await dialog.getByRole('textbox', { name: 'Comment' }).fill('release 42')
    await dialog.getByRole('button', { name: 'Apply 3 changes' }).click()
    await dialog.getByText('3 changes applied').waitFor()
    expect(await valuesOf(id, 'www', 'A')).toEqual(['192.0.2.1', '192.0.2.2'])
    expect((await zoneOf(id).changes.list().page()).items[0]).toMatchObject({ comment: 'release 42', total: 3 })

    await dialog.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Take it back' }).click()
    await sees(page, 'Taken back')
    await page.getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await valuesOf(id, 'www', 'A')).toEqual(['192.0.2.1'])
    expect(await valuesOf(id, 'old', 'TXT')).toEqual(['to go'])
    await expect.poll(() => row(page, 'new A').count()).toBe(0)
    await seesNoMore(page, /not applied/)
  })

  test('another name for a set moves it', async () => {
    const { id, path } = await world.makeZone('move.example', [['a', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path)
    const form = await editRecord(page, 'a A')
    await form.getByRole('textbox', { name: 'Name' }).fill('b')
    await page.keyboard.press('Enter')
    await sees(page, '2 changes not applied')
    await applyAll(page)
    expect([await valuesOf(id, 'a', 'A'), await valuesOf(id, 'b', 'A')]).toEqual([undefined, ['192.0.2.1']])
  })

  test('a dangerous plan is applied only when somebody says that they have looked', async () => {
    const { path } = await world.makeZone('danger.example', [
      ['www', 'A', 300, '192.0.2.1'],
      ['www', 'AAAA', 300, '2001:db8::1'],
    ])
    const page = await world.signedIn(path)
    for (const set of ['www A', 'www AAAA']) {
      await row(page, set)
        .getByRole('button', { name: `Delete: ${set}`, exact: true })
        .click()
    }
    await page.getByRole('button', { name: 'Review and apply' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('no set would be left').waitFor()
    expect(await dialog.getByRole('button', { name: 'Apply 2 changes' }).isDisabled()).toBe(true)
    await dialog.getByRole('checkbox', { name: 'I have looked' }).check()
    await dialog.getByRole('button', { name: 'Apply 2 changes' }).click()
    await dialog.getByText('2 changes applied').waitFor()
  })

  test('what somebody else has changed since is told, and whoever edits decides', async () => {
    const { id, path } = await world.makeZone('conflict.example', [
      ['mine', 'A', 300, '192.0.2.1'],
      ['theirs', 'A', 300, '192.0.2.1'],
      ['both', 'A', 300, '192.0.2.1'],
      ['gone', 'A', 300, '192.0.2.1'],
      ['keep', 'A', 300, '192.0.2.1'],
    ])
    const page = await world.signedIn(path)
    for (const name of ['mine', 'theirs', 'both', 'gone']) {
      const form = await editRecord(page, `${name} A`)
      await field(form, 'IPv4 address').fill('192.0.2.100')
      await page.keyboard.press('Enter')
    }
    await addRecord(page, { name: 'fresh', type: 'A', fields: { 'IPv4 address': '192.0.2.100' } })
    const put = (name: string) => ({ action: 'upsert' as const, name, type: 'A', values: ['192.0.2.200'] })
    await zoneOf(id).changes.submit(
      [put('mine'), put('theirs'), put('both'), put('fresh'), { action: 'delete', name: 'gone', type: 'A' }],
      { confirm: true },
    )
    await row(page, 'mine A').getByText('changed since').waitFor()
    await page.getByRole('button', { name: 'Review and apply' }).click()
    const dialog = page.getByRole('dialog')
    const of = (name: string) => dialog.getByRole('region', { name: `${name} A` })
    await of('mine').getByRole('button', { name: 'Replace it with mine' }).click()
    await of('theirs').getByRole('button', { name: 'Leave it as it is now' }).click()
    await of('both').getByRole('button', { name: 'Keep the values of both' }).click()
    await of('gone').getByRole('button', { name: 'Make it anew' }).click()
    await of('fresh').getByRole('button', { name: 'Keep the values of both' }).click()
    await dialog.getByRole('button', { name: 'Apply 4 changes' }).click()
    await dialog.getByText('4 changes applied').waitFor()
    const values = Object.fromEntries(
      await Promise.all(
        ['mine', 'theirs', 'both', 'gone', 'fresh'].map(async name => [name, (await valuesOf(id, name, 'A'))?.sort()]),
      ),
    )
    expect(values).toEqual({
      mine: ['192.0.2.100'],
      theirs: ['192.0.2.200'],
      both: ['192.0.2.100', '192.0.2.200'],
      gone: ['192.0.2.100'],
      fresh: ['192.0.2.100', '192.0.2.200'],
    })
  })

  test('what somebody else changes just before it is applied is not overwritten, and whoever edits decides', async () => {
    const { id, path } = await world.makeZone('late.example', [['www', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path)
    const form = await editRecord(page, 'www A')
    await field(form, 'IPv4 address').fill('192.0.2.100')
    await page.keyboard.press('Enter')
    await addRecord(page, { name: 'new', type: 'A', fields: { 'IPv4 address': '192.0.2.3' } })
    let isLate = false
    await page.route('**/changes', async route => {
      const request = route.request()
      if (request.method() === 'POST' && !request.postData()?.includes('"dryRun":true') && !isLate) {
        isLate = true
        await zoneOf(id).changes.submit([{ action: 'upsert', name: 'www', type: 'A', values: ['192.0.2.200'] }])
      }
      await route.continue()
    })
    await page.getByRole('button', { name: 'Review and apply' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Apply 2 changes' }).click()
    await dialog.getByText('Not applied: changed by somebody else').waitFor()
    expect([await valuesOf(id, 'www', 'A'), await valuesOf(id, 'new', 'A')]).toEqual([['192.0.2.200'], undefined])
    const www = dialog.getByRole('region', { name: 'www A' })
    await www.getByText('192.0.2.200').first().waitFor()
    await www.getByRole('button', { name: 'Keep the values of both' }).click()
    await dialog.getByRole('button', { name: 'Apply 2 changes' }).click()
    await dialog.getByText('2 changes applied').waitFor()
    expect((await valuesOf(id, 'www', 'A'))?.sort()).toEqual(['192.0.2.100', '192.0.2.200'])
  })

  test('the keys alone do it: search, move, mark, edit, review', async () => {
    const { path } = await world.makeZone('keys.example', [
      ['a', 'A', 300, '192.0.2.1'],
      ['b', 'A', 300, '192.0.2.2'],
      ['c', 'A', 300, '192.0.2.3'],
    ])
    const page = await world.signedIn(path)
    await row(page, 'a A').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.keyboard.type('192.0.2.')
    await sees(page, '3 record sets found')
    await row(page, 'a A').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Delete')
    expect(await row(page, 'b A').getAttribute('data-edit')).toBe('deleted')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const form = page.getByRole('form', { name: 'Edit c A' })
    await field(form, 'IPv4 address').fill('192.0.2.33')
    await page.keyboard.press('Enter')
    await sees(page, '2 changes not applied')
    await page.keyboard.press('n')
    await page.getByRole('form', { name: 'New record set' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('form', { name: 'New record set' }).waitFor({ state: 'detached' })
    await page.keyboard.press('r')
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 changes' }).waitFor()
    expect(world.complaints()).toEqual([])
  })
})
