import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dig } from '../servers/dig.ts'
import { hasBrowser, sees } from './browser.ts'
import { type ConsoleWorld, place, startConsoleWorld } from './world.ts'

const canvas = `${place}/canvas`

describe.skipIf(!hasBrowser)('the canvas', () => {
  let world: ConsoleWorld
  let zoneId: number
  let environment: ReturnType<ReturnType<ConsoleWorld['api']['project']>['environment']>
  beforeAll(async () => {
    world = await startConsoleWorld()
    environment = world.api.project('demo').environment()
    zoneId = (await world.makeZone('drawn.example')).id
  })
  afterAll(() => world.stop())

  const answer = async (name: string) => {
    const [got] = await dig({ host: '127.0.0.1', port: world.server().dnsPort }, [{ name, type: 'A' }])
    return got?.answer ?? []
  }

  test('a subdomain and a target are made, and a line between them makes the record that dig gets', async () => {
    const page = await world.signedIn(canvas)
    await page.getByRole('button', { name: 'Subdomain' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('www')
    await page.getByRole('button', { name: 'Add it' }).click()
    await node(page, 'subdomain www').waitFor()
    await page.getByRole('button', { name: 'Target' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Web 1')
    await dialog.getByLabel('IPv4 address').fill('192.0.2.300')
    await page.getByRole('button', { name: 'Add it' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('IPv4 address').fill('192.0.2.30')
    await page.getByRole('button', { name: 'Add it' }).click()
    await node(page, 'target Web 1').waitFor()

    await draw(page, node(page, 'subdomain www'), node(page, 'target Web 1'))
    await sees(page, 'www.drawn.example')
    await page.getByRole('textbox', { name: 'TTL' }).fill('77')
    await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('button', { name: 'www.drawn.example to Web 1: drawn.example · connected' }).waitFor()
    expect(await answer('www.drawn.example')).toEqual([
      expect.stringMatching(/^www\.drawn\.example\.\s+77\s.*192\.0\.2\.30$/),
    ])
  })

  test('what is moved stays where it was put, with the mouse and with the keyboard', async () => {
    const { id } = await environment.subdomains.create({ name: 'moved', positionX: 300, positionY: 300 })
    const page = await world.signedIn(canvas)
    const moved = node(page, 'subdomain moved')
    const [x, y] = await middleOf(moved)
    await page.mouse.move(x, y - 15)
    await page.mouse.down()
    await page.mouse.move(x + 40, y + 45, { steps: 5 })
    await page.mouse.up()
    const positionOf = async () => (await environment.subdomains.get(id)).position ?? { x: 0, y: 0 }
    await expect.poll(async () => (await positionOf()).y, { timeout: 10_000 }).toBeGreaterThan(310)
    const before = await positionOf()
    await moved.focus()
    await page.keyboard.press('Enter')
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight')
    await expect.poll(async () => (await positionOf()).x, { timeout: 10_000 }).toBeGreaterThan(before.x)
    expect((await positionOf()).y).toBe(before.y)
  })

  test('what somebody else connects appears by itself', async () => {
    const page = await world.signedIn(canvas)
    const subdomain = await environment.subdomains.create({ name: 'other' })
    const target = await environment.resources.create({
      resourceType: 'instance',
      name: 'Elsewhere',
      metadata: { public_ipv4: '192.0.2.31' },
    })
    await node(page, 'target Elsewhere').waitFor()
    await environment.resourceConnections.create({
      sourceResourceType: 'subdomain',
      sourceResourceId: subdomain.id,
      targetResourceType: 'instance',
      targetResourceId: target.id,
      connectionDetails: { dnsResourceId: zoneId },
    })
    await page.getByRole('button', { name: 'other.drawn.example to Elsewhere: drawn.example · connected' }).waitFor()
  })

  test('records that nobody has connected are left alone, and the dialog says so', async () => {
    await environment.zone(zoneId).records.put({ name: 'taken', type: 'A', ttl: 60, values: ['192.0.2.99'] })
    await environment.subdomains.create({ name: 'taken' })
    const page = await world.signedIn(`${canvas}?view=list`)
    await page.getByRole('button', { name: 'Connect two' }).click()
    const dialog = page.getByRole('dialog', { name: 'Connect' })
    await dialog.getByRole('combobox', { name: 'Subdomain' }).selectOption('taken')
    await dialog.getByRole('button', { name: 'Connect' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await answer('taken.drawn.example')).toEqual([expect.stringContaining('192.0.2.99')])
  })

  test('the list does the same without a mouse: connects, shows the records, takes them away', async () => {
    await environment.subdomains.create({ name: 'listed' })
    const page = await world.signedIn(`${canvas}?view=list`)
    await page.getByRole('button', { name: 'listed', exact: true }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Connect' })
    await dialog.getByRole('combobox', { name: 'Target' }).selectOption('Web 1')
    await dialog.getByRole('combobox', { name: 'Zone' }).selectOption('drawn.example')
    await dialog.getByRole('button', { name: 'Connect' }).press('Enter')
    await page.getByRole('button', { name: 'listed.drawn.example → Web 1' }).press('Enter')
    await sees(page, /listed\.drawn\.example 300 A 192\.0\.2\.30/)
    expect(await answer('listed.drawn.example')).toHaveLength(1)
    await page.getByRole('button', { name: 'Disconnect' }).press('Enter')
    await expect.poll(() => answer('listed.drawn.example'), { timeout: 10_000 }).toEqual([])
  })

  test('records of a target follow its address, and go with the subdomain', async () => {
    const page = await world.signedIn(`${canvas}?view=list`)
    await page.getByRole('button', { name: 'Web 1', exact: true }).click()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('IPv4 address').fill('192.0.2.44')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => answer('www.drawn.example')).toEqual([expect.stringContaining('192.0.2.44')])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'www', exact: true }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await sees(page, 'www is deleted.')
    expect(await answer('www.drawn.example')).toEqual([])
  })

  test('a viewer sees it all, and may change nothing', async () => {
    const page = await world.signedIn(canvas, { account: await world.member('viewer') })
    await sees(page, 'Read only')
    await node(page, 'target Web 1').waitFor()
    expect(await page.getByRole('button', { name: 'Subdomain' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Web 1', exact: true }).click()
    await page.getByRole('dialog').waitFor()
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0)
  })

  test('nothing was kept out by the policy of the page, and no script has failed', () => {
    expect(world.complaints()).toEqual([])
  })
})

function node(page: Page, label: string): Locator {
  return page.getByRole('group', { name: label, exact: true })
}

/** From the right end of one to the left end of the other, as a hand would. */
async function draw(page: Page, from: Locator, to: Locator): Promise<void> {
  const [[x, y], [toX, toY]] = [
    await middleOf(from.locator('.react-flow__handle.source')),
    await middleOf(to.locator('.react-flow__handle.target')),
  ]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move((x + toX) / 2, (y + toY) / 2, { steps: 5 })
  await page.mouse.move(toX, toY, { steps: 5 })
  await page.mouse.up()
}

async function middleOf(locator: Locator): Promise<[x: number, y: number]> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('it is not shown')
  return [box.x + box.width / 2, box.y + box.height / 2]
}
