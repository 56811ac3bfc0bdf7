import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeCloudflare, startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { usualKey } from '../fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from '../fakes/route53/server.ts'
import { hasBrowser, sees, seesNoMore } from './browser.ts'
import { type ConsoleWorld, place, startConsoleWorld } from './world.ts'

const connections = '/workspaces/default/connections'

describe.skipIf(!hasBrowser)('connections', () => {
  let world: ConsoleWorld
  let aws: FakeRoute53
  let cloudflare: FakeCloudflare
  beforeAll(async () => {
    world = await startConsoleWorld({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
    aws = await startFakeRoute53({ limits: { requests: 1000 } })
    cloudflare = await startFakeCloudflare()
  })
  afterAll(() => Promise.all([world.stop(), aws.close(), cloudflare.close()]))

  test('the form asks for what the provider needs, and says at the fields what is wrong', async () => {
    const page = await world.signedIn(connections)
    await page.getByRole('button', { name: 'New connection' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Provider' }).selectOption('DNS UPDATE (RFC 2136)')
    await dialog.getByRole('textbox', { name: 'Name server' }).fill('192.0.2.1:53')
    const key = dialog.getByRole('group', { name: 'Key for updates', exact: true })
    await key.getByRole('combobox', { name: 'Algorithm' }).selectOption('hmac-sha256')
    await dialog.getByRole('button', { name: 'Connect' }).click()
    await sees(page, 'the server is an IPv4 or IPv6 address or a host name, without a port')
    expect(await key.getByRole('textbox', { name: 'Name of the key' }).getAttribute('aria-invalid')).toBe('true')
  })

  test('an account is connected and attached, and a zone is kept there', async () => {
    const page = await world.signedIn(connections)
    await page.getByRole('button', { name: 'New connection' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Provider' }).selectOption('Amazon Route 53')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Production')
    await dialog.getByLabel(/^Access key ID/).fill(usualKey.accessKeyId)
    await dialog.getByLabel(/^Secret access key/).fill(usualKey.secretAccessKey)
    await dialog.getByRole('textbox', { name: /^Endpoint/ }).fill(aws.url)
    await dialog.getByRole('button', { name: 'Connect' }).click()
    const card = page.getByRole('article', { name: 'Production' })
    await card.getByText('may do all that is needed').waitFor()
    expect(await page.content()).not.toContain(usualKey.secretAccessKey)
    await card.getByRole('button', { name: 'Attach to a project' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Attach' }).click()
    await card.getByRole('link', { name: 'Demo' }).click()
    await page.getByRole('article', { name: 'Production' }).waitFor()

    await page.goto(`${place}/zones`)
    await page.getByRole('button', { name: 'New zone' }).first().click()
    const zone = page.getByRole('dialog')
    await zone.getByRole('textbox', { name: 'Domain' }).fill('kept.example')
    await zone.getByRole('combobox', { name: 'Provider' }).selectOption('Amazon Route 53')
    await zone.getByRole('button', { name: 'Make the zone' }).click()
    await page.getByRole('heading', { name: 'kept.example' }).waitFor()
  })

  test('a test lists each permission that is missing', async () => {
    const page = await world.signedIn(connections)
    const actions = ['route53:ListHostedZones', 'route53:GetHostedZone']
    aws.users.set(usualKey.accessKeyId, { secretAccessKey: usualKey.secretAccessKey, actions })
    const card = page.getByRole('article', { name: 'Production' })
    await card.getByRole('button', { name: 'Test' }).click()
    await card.getByText('Permissions are missing').waitFor()
    const listed = await card.getByRole('listitem').locator('code').allInnerTexts()
    expect(listed).toEqual([
      'route53:ListHostedZonesByName',
      'route53:ListResourceRecordSets',
      'route53:ChangeResourceRecordSets',
      'route53:GetChange',
    ])
    await card.getByText('Failed').waitFor()
    aws.users.set(usualKey.accessKeyId, { secretAccessKey: usualKey.secretAccessKey })
    await card.getByRole('button', { name: 'Test' }).click()
    await card.getByText('may do all that is needed').waitFor()
  })

  test('one that zones are kept with is not deleted, and the zones are named', async () => {
    const page = await world.signedIn(connections)
    const card = page.getByRole('article', { name: 'Production' })
    await card.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete the connection' }).click()
    await page.getByRole('dialog').getByRole('alert').getByText('kept.example').first().waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  })

  test('new credentials that do not work leave the old ones, and a name alone asks for none', async () => {
    const credentials = { apiToken: 'fake-token', endpoint: cloudflare.url }
    await world.api.workspace('default').connections.create({ name: 'Marketing', provider: 'cloudflare', credentials })
    const page = await world.signedIn(connections)
    await page.getByRole('article', { name: 'Marketing' }).getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: /Replace the credentials/ }).check()
    await dialog.getByLabel(/^API token/).fill('wrong')
    await dialog.getByRole('textbox', { name: /^API endpoint/ }).fill(cloudflare.url)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await sees(page, 'the old ones stay')
    await dialog.getByRole('checkbox', { name: /Replace the credentials/ }).uncheck()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Shop')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const card = page.getByRole('article', { name: 'Shop' })
    await card.getByText('Connected').waitFor()
    await card.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete the connection' }).click()
    await seesNoMore(page, 'Shop')
  })

  test('a viewer sees them and may change none', async () => {
    const page = await world.signedIn(connections, { account: await world.member('viewer') })
    await page.getByRole('article', { name: 'Production' }).waitFor()
    await sees(page, 'Read only')
    expect(await page.getByRole('button', { name: /Test|Edit|Delete|New/ }).count()).toBe(0)
  })
})
