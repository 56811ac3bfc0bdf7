/**
 * Takes pictures of the console's pages, in both themes and as wide as a phone, into docs/console: `node scripts/console-screenshots.ts
 * [folder] [part of a name]`. Needs a Chromium.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { place, startConsoleWorld } from '../test/console/world.ts'
import { fillSample } from './console-sample.ts'
import { fewerColors } from './fewer-colors.ts'

/** A page, and what is to be done on it before it's looked at. */
interface Shot {
  name: string
  path: string
  act?(page: Page): Promise<void>
}

const looks: readonly { suffix: string; options: BrowserContextOptions }[] = [
  { suffix: '', options: { colorScheme: 'light' } },
  { suffix: '-dark', options: { colorScheme: 'dark' } },
  { suffix: '-phone', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
]

const [folder = join(import.meta.dirname, '../docs/console'), part = ''] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const world = await startConsoleWorld({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
const sample = await fillSample(world)
try {
  for (const shot of shotsOf(`${place}/zones/${sample.zoneId}`).filter(({ name }) => name.includes(part))) {
    for (const { suffix, options } of looks) await take(shot, suffix, options)
  }
} finally {
  await sample.stop()
  await world.stop()
}

async function take({ name, path, act }: Shot, suffix: string, options: BrowserContextOptions): Promise<void> {
  const page = name === 'sign-in' ? await world.open(options) : await world.signedIn(path, options)
  if (name === 'sign-in') await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await act?.(page)
  // What moves into its place has come to rest, and what is loaded has been drawn.
  await page.waitForTimeout(700)
  const file = join(folder, `${name}${suffix}.png`)
  writeFileSync(file, fewerColors(await page.screenshot({ animations: 'disabled', caret: 'hide' })))
  console.log(file)
  await page.context().close()
}

function shotsOf(zone: string): Shot[] {
  const settings = '/projects/demo/settings'
  const workspace = '/workspaces/default'
  const click = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
  return [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'projects', path: '/projects' },
    { name: 'zones', path: `${place}/zones` },
    { name: 'records', path: zone },
    { name: 'record-form', path: zone, act: click('Add record') },
    { name: 'history', path: `${zone}/history`, act: click(/change/) },
    { name: 'drift', path: `${zone}/drift` },
    { name: 'propagation', path: `${zone}/propagation` },
    { name: 'files', path: `${zone}/files` },
    { name: 'zone-settings', path: `${zone}/settings` },
    { name: 'canvas', path: `${place}/canvas` },
    { name: 'canvas-list', path: `${place}/canvas?view=list` },
    { name: 'activities', path: `${place}/activities?action=record_set.put`, act: click(/api.example.com A/) },
    { name: 'project-settings', path: settings },
    { name: 'project-connections', path: `${settings}/connections` },
    { name: 'machine-keys', path: `${settings}/keys` },
    { name: 'machine-key-form', path: `${settings}/keys`, act: click('New machine key') },
    { name: 'domains', path: `${settings}/domains` },
    { name: 'connections', path: `${workspace}/connections` },
    { name: 'connection-form', path: `${workspace}/connections`, act: click('New connection') },
    { name: 'secondaries', path: `${workspace}/secondaries`, act: click(/^example.com/) },
    { name: 'secondary-settings', path: `${workspace}/secondaries`, act: click('Settings to paste') },
    { name: 'members', path: `${workspace}/members` },
    { name: 'api-keys', path: '/account/keys' },
  ]
}
