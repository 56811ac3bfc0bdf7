import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../src/sdk/index.ts'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { type Account, type ConsoleWorld, place, startConsoleWorld } from './world.ts'

describe.skipIf(!hasBrowser)('people', () => {
  let world: ConsoleWorld
  const grace: Account = { email: 'grace@example.com', password: 'password of Grace' }
  beforeAll(async () => {
    world = await startConsoleWorld()
    await world.api.auth.signUp({ ...grace, name: 'Grace' })
  })
  afterAll(() => world.stop())

  test('somebody is added, sees the zones with the next request, is given another role, and taken out again', async () => {
    await world.makeZone('shared.example')
    const page = await world.signedIn('/workspaces/default/members')
    await page.getByRole('button', { name: 'Add a member' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Email' }).fill('nobody@example.com')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await sees(page, 'There is no account with the email nobody@example.com')
    await dialog.getByRole('textbox', { name: 'Email' }).fill(grace.email)
    await dialog.getByRole('combobox', { name: 'Role' }).selectOption('viewer')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('row', { name: /Grace/ }).waitFor()

    const hers = await world.signedIn(`${place}/zones`, { account: grace })
    await hers.getByRole('link', { name: 'shared.example' }).waitFor()
    await sees(hers, 'Read only')
    expect(await hers.getByRole('button', { name: 'New zone' }).count()).toBe(0)

    await page.getByRole('combobox', { name: 'Role of Grace' }).selectOption('member')
    await expect
      .poll(async () => (await world.api.workspace('default').members.list().all()).map(({ role }) => role))
      .toEqual(['owner', 'member'])
    await hers.reload()
    await hers.getByRole('button', { name: 'New zone' }).waitFor()

    await page.getByRole('button', { name: 'Remove Grace' }).click()
    await page.getByRole('button', { name: 'Remove the member' }).click()
    await seesNoMore(page, 'grace@example.com')
    await hers.reload()
    await seesNoMore(hers, 'shared.example')
  })

  test('the last owner can neither leave nor be made less, and is told why', async () => {
    const page = await world.signedIn('/workspaces/default/members')
    await page.getByRole('combobox', { name: 'Role of Administrator' }).selectOption('viewer')
    await sees(page, 'is the last owner of this workspace')
    await page.getByRole('button', { name: 'Remove Administrator' }).click()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('dialog').getByRole('alert').getByText('last owner').waitFor()
  })

  test('activities tell who changed a set, with before and after, and are filtered', async () => {
    await world.api.workspace('default').members.put({ email: grace.email, role: 'member' })
    const { id } = await world.makeZone('blamed.example', [['www', 'A', 300, '192.0.2.1']])
    const { token } = await world.api.auth.logIn(grace)
    const hers = createClient({ url: world.url, token }).project('demo').environment().zone(id)
    await hers.records.put({ name: 'www', type: 'A', ttl: 300, values: ['192.0.2.66'] })

    const page = await world.signedIn(`${place}/activities`)
    await page.getByRole('combobox', { name: 'Zone' }).selectOption('blamed.example')
    await page.getByRole('button', { name: /grace.* set the record set www\.blamed\.example A/i }).click()
    await sees(page, 'records: 192.0.2.66')
    await sees(page, 'records: 192.0.2.1')
    await sees(page, 'from 127.0.0.1')
    await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'made the zone' })
    const others = page.getByRole('button', { name: /set the record set/ })
    await expect.poll(() => others.count(), { timeout: 15_000 }).toBe(0)
    await page.getByRole('button', { name: /made the zone blamed\.example/ }).waitFor()
    const shared = await world.signedIn(new URL(page.url()).pathname + new URL(page.url()).search)
    await shared.getByRole('button', { name: /made the zone blamed\.example/ }).waitFor()
    expect(await shared.getByRole('button', { name: /made the zone/ }).count()).toBe(1)
  })

  test('activities come page by page', async () => {
    const { subdomains } = world.api.project('demo').environment()
    for (let number = 1; number <= 55; number++) await subdomains.create({ name: `name${number}` })
    const page = await world.signedIn(`${place}/activities?action=subdomain.create`)
    await page.getByRole('button', { name: /made the subdomain name55/ }).waitFor()
    expect(await page.getByRole('button', { name: /made the subdomain name1$/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show earlier ones' }).click()
    await page.getByRole('button', { name: /made the subdomain name1\b/ }).waitFor()
  })

  test('a project is renamed, gets an environment, and goes when its slug is typed', async () => {
    const project = await world.api.projects.create({ name: 'Short lived', workspaceSlug: 'default' })
    const page = await world.signedIn(`/projects/${project.slug}/settings`)
    await page.getByRole('textbox', { name: 'Name of the project' }).fill('Long lived')
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('heading', { name: 'Settings of Long lived' }).waitFor()
    await page.getByRole('textbox', { name: 'New environment' }).fill('Staging')
    await page.getByRole('button', { name: 'Make it' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Staging' }).waitFor()
    await page.getByRole('button', { name: 'Delete the project' }).click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Delete the project' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: `Type ${project.slug} to confirm` }).fill(project.slug)
    await confirm.click()
    await page.getByRole('heading', { name: 'Projects' }).waitFor()
    await seesNoMore(page, 'Long lived')
  })
})
