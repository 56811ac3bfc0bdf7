import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeCloudflare, startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { usualKey } from '../fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from '../fakes/route53/server.ts'
import { hasBrowser, sees } from './browser.ts'
import { addRecord, applyAll, editRecord, row } from './records-form.ts'
import { type ConsoleWorld, place, startConsoleWorld } from './world.ts'

describe.skipIf(!hasBrowser)('zones at clouds', () => {
  let world: ConsoleWorld
  let aws: FakeRoute53
  let cloudflare: FakeCloudflare
  beforeAll(async () => {
    ;[aws, cloudflare] = await Promise.all([startFakeRoute53(), startFakeCloudflare()])
    world = await startConsoleWorld({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
    const { connections } = world.api.workspace('default')
    for (const [provider, credentials] of [
      ['aws', { ...usualKey, endpoint: aws.url }],
      ['cloudflare', { apiToken: 'fake-token', endpoint: cloudflare.url }],
    ] as const) {
      const { id } = await connections.create({ name: provider, provider, credentials })
      await world.api.project('demo').connections.attach(id)
    }
    cloudflare.addZone({ name: 'flare.example' })
  })
  afterAll(async () => {
    await world.stop()
    await Promise.all([aws.close(), cloudflare.close()])
  })

  const zones = () => world.api.project('demo').environment()
  const make = async (domainName: string, provider: 'route53' | 'cloudflare') => {
    const { id, hostedZoneId } = await zones().zones.create({ name: domainName, domainName, provider })
    return { id, hostedZoneId, path: `${place}/zones/${id}` }
  }

  test('a set at Cloudflare is served through its proxies when that is asked for, and offers the types that it holds', async () => {
    const { id, path } = await make('flare.example', 'cloudflare')
    const page = await world.signedIn(path)
    await page.getByRole('button', { name: 'Add record' }).click()
    const form = page.getByRole('form', { name: 'New record set' })
    await form.getByRole('textbox', { name: 'Name' }).fill('www')
    await form.getByRole('textbox', { name: 'IPv4 address' }).fill('192.0.2.1')
    await form.getByRole('checkbox', { name: /proxies/ }).check()
    await form.getByRole('button', { name: 'Add', exact: true }).click()
    await applyAll(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await row(page, 'www A').getByText('proxied', { exact: true }).waitFor()
    expect((await zones().zone(id).records.list({ name: 'www' }).all())[0]).toMatchObject({ proxied: true })
    const edited = await editRecord(page, 'www A')
    expect(await edited.getByRole('checkbox', { name: /proxies/ }).isChecked()).toBe(true)
    const types = await page.getByRole('combobox', { name: 'Type' }).first().locator('option').allInnerTexts()
    expect(types).toContain('CERT')
    expect(types).not.toContain('RP')
  })

  test('an alias at Route 53 is made by its form, and what others change is shown as drift and put back', async () => {
    const { id, path, hostedZoneId } = await make('aws.example', 'route53')
    const page = await world.signedIn(path)
    await addRecord(page, { name: 'target', type: 'A', fields: { 'IPv4 address': '192.0.2.1' } })
    await applyAll(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Add record' }).click()
    const form = page.getByRole('form', { name: 'New record set' })
    await form.getByRole('textbox', { name: 'Name' }).fill('@')
    await form.getByRole('checkbox', { name: /^Alias/ }).check()
    await form.getByRole('textbox', { name: 'Target of the alias' }).fill('target.aws.example')
    await form.getByRole('button', { name: 'Add', exact: true }).click()
    await applyAll(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await row(page, '@ A').getByText('alias of target.aws.example').waitFor()

    const ResourceRecords = [{ Value: '192.0.2.66' }]
    aws.putSet(hostedZoneId, { Name: 'target.aws.example.', Type: 'A', TTL: 300, ResourceRecords })
    await page.getByRole('tab', { name: 'Drift' }).click()
    await sees(page, '1 record set differs')
    await page.getByRole('button', { name: 'Put back: target A' }).click()
    await applyAll(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await sees(page, 'The provider has what was written')
    expect((await zones().zone(id).records.list({ name: 'target' }).all())[0]?.values).toEqual(['192.0.2.1'])
  })
})
