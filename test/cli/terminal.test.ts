import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliWorld, startCliWorld } from './cli-world.ts'

let world: CliWorld
beforeAll(async () => {
  world = await startCliWorld()
  await world.run('zones', 'create', 'terminal.example')
  world.write('zone.json', zone('192.0.2.1'))
})
afterAll(() => world.stop())

const zone = (address: string) =>
  JSON.stringify({ 'terminal.example': [{ name: 'www', type: 'A', values: [address] }] })
const colour = /\u001b\[\d+m/

test('a plan has colours on a terminal, and none in a pipe or where they aren’t wanted', async () => {
  const { code, screen } = await world.onTerminal(['plan', 'zone.json'])
  expect(code).toBe(2)
  expect(screen).toContain('\u001b[32m  + www.terminal.example')
  expect((await world.onTerminal(['plan', 'zone.json'], [], { NO_COLOR: '1' })).screen).not.toMatch(colour)
  const { stdout, stderr } = await world.run('plan', 'zone.json')
  expect(stdout + stderr).not.toMatch(/\u001b/)
})

test('apply shows the plan, asks, and does nothing without a yes', async () => {
  const no = await world.onTerminal(['apply', 'zone.json'], [[/Apply\? \[yes\/no\] /, 'no']])
  expect(no.code).toBe(1)
  expect(no.screen).toMatch(/1 to create[\s\S]*Apply\?[\s\S]*Nothing was changed/)
  expect(await world.json('history', 'terminal.example')).toEqual([])
  const yes = await world.onTerminal(['apply', 'zone.json'], [[/Apply\? \[yes\/no\] /, 'yes']])
  expect(yes.code).toBe(0)
  expect(yes.screen).toMatch(/applied.* terminal\.example: change set \d+/)
})

test('what to do next is said on a terminal, and nowhere else', async () => {
  const words = ['records', 'set', 'terminal.example', 'hint', 'A', '192.0.2.1']
  const { screen } = await world.onTerminal(words)
  expect(screen).toMatch(/applied.* as change set (\d+)\n.*Take it back with: zoneplane revert terminal\.example \1/)
  expect((await world.run(...words.slice(0, -1), '192.0.2.2')).stderr).toBe('')
})

test('a zone is deleted once its name has been typed', async () => {
  await world.run('zones', 'create', 'gone.example')
  const wrong = await world.onTerminal(['zones', 'delete', 'gone.example'], [[/Type its name/, 'yes']])
  expect(wrong.code).toBe(1)
  expect((await world.run('zones', 'get', 'gone.example')).code).toBe(0)
  const right = await world.onTerminal(['zones', 'delete', 'gone.example'], [[/Type its name/, 'gone.example']])
  expect(right.code).toBe(0)
  expect((await world.run('zones', 'get', 'gone.example')).code).toBe(1)
  await world.run('zones', 'create', 'gone.example')
  expect((await world.run('zones', 'delete', 'gone.example')).stderr).toContain('Add --confirm')
})

test('email and password are asked for, and the password is not on the screen', async () => {
  const { email, password } = world.zoneplane.admin
  const env = { ZONEPLANE_TOKEN: '' }
  const { code, screen } = await world.onTerminal(
    ['login', world.zoneplane.url],
    [
      [/Email: /, email],
      [/Password: /, password],
    ],
    env,
  )
  expect(screen).toContain(`Signed in to ${world.zoneplane.url} as ${email}`)
  expect(screen).not.toContain(password)
  expect(code).toBe(0)
  const { stdout } = await world.runWith(
    { env: { ZONEPLANE_TOKEN: undefined, ZONEPLANE_URL: undefined } },
    'zones',
    'list',
  )
  expect(stdout).toContain('terminal.example')
})

test('what a provider needs is asked for, and secrets are not on the screen', async () => {
  const fields: [RegExp, string][] = [
    [/[Ss]erver.*: /, '127.0.0.1'],
    [/[Nn]ame.*: /, 'key.example'],
    [/hmac-sha256.*: /, 'hmac-sha256'],
    [/[Ss]ecret.*: /, 'Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5'],
  ]
  const { screen } = await world.onTerminal(['connections', 'create', 'rfc2136'], fields)
  expect(screen).not.toContain('Y2FuYXJ5')
  expect(screen).toMatch(/(?:failed|error).*/)
})

test('what takes long shows how far it is, on a terminal only', async () => {
  const lines = Array.from({ length: 12_000 }, (_, index) => `h${index} 60 IN A 192.0.2.1`)
  world.write('large.zone', lines.join('\n'))
  const { code, screen } = await world.onTerminal(['import', 'terminal.example', 'large.zone'])
  expect(code).toBe(0)
  expect(screen).toMatch(/terminal\.example [█░]+ [\d,]+ of 12,00[01]/)
  // The bar is gone at the end.
  expect(screen).toMatch(/\r\u001b\[K12,000 to create/)
  world.write('larger.zone', `${lines.join('\n')}\nmore 60 IN A 192.0.2.1\n`)
  const piped = await world.run('import', 'terminal.example', 'larger.zone')
  expect([piped.code, piped.stderr]).toEqual([0, ''])
})

test('what comes from elsewhere can’t obey the terminal', async () => {
  const { stdout } = await world.runWith(
    { input: '' },
    'records',
    'set',
    'terminal.example',
    'odd',
    'TXT',
    '"a\\027[31mred"',
  )
  expect(stdout).not.toMatch(/\u001b/)
  expect((await world.run('records', 'list', 'terminal.example', 'odd')).stdout).not.toMatch(/\u001b/)
})
