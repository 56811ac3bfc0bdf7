import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { type CliWorld, startCliWorld } from './cli-world.ts'

let world: CliWorld
let session: { env: { ZONEPLANE_TOKEN: undefined } }
beforeAll(async () => {
  world = await startCliWorld({
    ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true',
    ZONEPLANE_NAMESERVERS: 'localhost,127.0.0.1.nothing.invalid',
  })
  session = { env: { ZONEPLANE_TOKEN: undefined } }
  const { url, admin } = world.zoneplane
  await world.runWith({ ...session, input: admin.password }, 'login', url, '--email', admin.email, '--password-stdin')
  await world.run('zones', 'create', 'more.example')
  await world.run('records', 'set', 'more.example', 'www', 'A', '192.0.2.1', '--ttl', '60')
})
afterAll(() => world.stop())

test('values are set, added and taken out, and the TTL stays as it is unless told', async () => {
  await world.run('records', 'add', 'more.example', 'www', 'A', '192.0.2.2')
  await world.run('records', 'set', 'more.example', 'www', 'A', '192.0.2.2', '192.0.2.3')
  expect(await world.json('records', 'list', 'more.example', 'www')).toMatchObject([
    { ttl: 60, values: ['192.0.2.2', '192.0.2.3'] },
  ])
  await world.run('records', 'remove', 'more.example', 'www', 'A', '192.0.2.2')
  expect((await world.run('records', 'set', 'more.example', 'www', 'A', '192.0.2.3')).stdout).toContain(
    'it is so already',
  )
  const wrong = await world.run('records', 'remove', 'more.example', 'www', 'A', '192.0.2.9')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/^error: /)])
  await world.run('records', 'remove', 'more.example', 'www', 'A')
  expect(await world.json('records', 'list', 'more.example', 'www')).toEqual([])
  expect((await world.run('records', 'set', 'more.example', 'x', 'A', '192.0.2.1', '--ttl', 'long')).stderr).toContain(
    '--ttl takes seconds',
  )
})

test('what was done is seen with who did it, and taken back', async () => {
  await world.run('records', 'set', 'more.example', 'undo', 'A', '192.0.2.1', '--comment', 'a mistake')
  const [{ id } = { id: 0 }] = await world.json<{ id: number }[]>('history', 'more.example', '--limit', '1')
  const shown = await world.run('history', 'more.example', String(id))
  expect(shown.stdout).toMatch(
    /applied, “a mistake”\nBy .+ \(api_key\) from 127\.0\.0\.1 .*\n {2}\+ undo\.more\.example {2}A/,
  )
  expect((await world.run('revert', 'more.example', String(id), '--dry-run')).stdout).toContain('- undo.more.example')
  expect((await world.run('revert', 'more.example', String(id))).stdout).toMatch(
    /- undo\.more\.example[\s\S]*applied as change set/,
  )
  const again = await world.run('revert', 'more.example', String(id))
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('zoneplane history ZONE')])
})

test('keys are made with what they may, shown once, listed and revoked', async () => {
  const run = (...words: string[]) => world.runWith(session, ...words)
  const made = await run('keys', 'create', 'ci', '--expires', '90d')
  expect(made.stdout).toMatch(/^sk_\S+\n$/)
  const zones = await world.runWith({ env: { ZONEPLANE_TOKEN: made.stdout.trim() } }, 'zones', 'list')
  expect(zones.stdout).toContain('more.example')
  const machine = await run(
    'keys',
    'create',
    'certbot',
    '--machine',
    '--zone',
    'more.example',
    '--type',
    'TXT',
    '--record',
    '_acme-challenge*',
    '--tsig',
  )
  expect(machine.stdout).toMatch(/^rk_\S+\nhmac-sha256:\S+:\S+=\n$/)
  const list = await run('keys', 'list')
  expect(list.stdout).toMatch(/certbot .* write TXT at _acme-challenge\* in more\.example/)
  expect(list.stdout).not.toContain(made.stdout.trim())
  const { apiKeys } = JSON.parse((await run('keys', 'list', '--json')).stdout) as {
    apiKeys: { id: number; name: string }[]
  }
  await run('keys', 'delete', String(apiKeys.find(({ name }) => name === 'ci')?.id))
  expect((await world.runWith({ env: { ZONEPLANE_TOKEN: made.stdout.trim() } }, 'zones', 'list')).code).toBe(1)
  expect((await run('keys', 'create', 'x', '--zone', 'more.example')).stderr).toContain('Add --machine')
})

test('a zone is opened to machine keys, and closed again', async () => {
  expect((await world.run('domains', 'add', 'more.example')).stdout).toBe('added more.example\n')
  expect((await world.run('domains', 'list')).stdout).toContain('more.example')
  expect((await world.run('domains', 'remove', 'more.example')).stdout).toBe('removed more.example\n')
})

test('connections are made from a file, tested, and deleted; their secrets are not shown', async () => {
  const fake = await startFakeCloudflare({ port: 0 })
  const credentials = JSON.stringify({ apiToken: 'fake-token', endpoint: fake.url })
  const made = await world.runWith(
    { input: credentials },
    'connections',
    'create',
    'cloudflare',
    '--credentials',
    '-',
    '--json',
  )
  const { id, status } = JSON.parse(made.stdout) as { id: number; status: string }
  expect([made.code, status]).toEqual([0, 'connected'])
  expect((await world.run('connections', 'list')).stdout).toMatch(/cloudflare +cloudflare +connected/)
  expect((await world.run('connections', 'test', String(id))).code).toBe(0)
  const bad = await world.run(
    'connections',
    'create',
    'cloudflare',
    '--set',
    'apiToken=wrong-token',
    '--set',
    `endpoint=${fake.url}`,
    '--no-attach',
  )
  expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('zoneplane connections test')])
  expect(made.stdout + bad.stdout + bad.stderr).not.toMatch(/fake-token|wrong-token/)
  expect((await world.run('connections', 'delete', String(id))).stdout).toBe('deleted cloudflare\n')
  await fake.close()
})

test('drift ends with 2 where the provider has something else, and shows it', async () => {
  expect(await world.run('drift', 'more.example')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('in sync'),
  })
})

test('dig asks each of the zone’s own servers, and shows them side by side', async () => {
  await world.run('records', 'set', 'more.example', 'dig', 'A', '192.0.2.7', '192.0.2.8')
  const port = String(world.zoneplane.dns.port)
  const { code, stdout } = await world.run('dig', 'more.example', 'dig', 'A', '--port', port)
  expect(stdout).toMatch(
    new RegExp(`localhost +127\\.0\\.0\\.1:${port} +192\\.0\\.2\\.7 +300 +\\d+ +[\\d.]+ ms\\n +192\\.0\\.2\\.8\\n`),
  )
  expect(stdout).toContain('nothing.invalid has no address')
  expect(code).toBe(0)
  const nobody = await world.run('dig', 'more.example', '--port', '59999')
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('No server has answered')])
})

test('zones become files and files zones again', async () => {
  expect((await world.run('init', 'zones')).stdout).toContain('written zones/more.example.yaml')
  expect((await world.run('plan', 'zones')).code).toBe(0)
  expect((await world.run('init', 'zones')).stdout).toContain('kept    zones/more.example.yaml')
  const whole = await world.run('export', 'more.example')
  expect(whole.stdout).toMatch(/^\$ORIGIN more\.example\.[\s\S]*; end of more\.example\n$/)
  await world.run('zones', 'create', 'copy.example')
  world.write('copy.zone', 'a 60 IN A 192.0.2.1\nb 60 IN A 192.0.2.2\n')
  expect((await world.run('import', 'copy.example', 'copy.zone', '--dry-run')).code).toBe(2)
  expect((await world.run('import', 'copy.example', 'copy.zone')).stdout).toContain('applied as change set')
  expect((await world.run('import', 'copy.example', 'copy.zone', '--dry-run', '--replace')).code).toBe(0)
  expect((await world.runWith({ input: 'c 60 A 1.2.3\n' }, 'import', 'copy.example', '-')).stderr).toContain('body:1:')
})

test('the scripts of completion are good for their shells, and know commands and options', async () => {
  const bash = (await world.run('completion', 'bash')).stdout
  world.write('completion.bash', bash)
  const complete = (...words: string[]) => {
    const line = `source completion.bash; COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _zoneplane; echo "\${COMPREPLY[*]}"`
    return spawnSync('bash', ['-c', line], { cwd: world.folder, encoding: 'utf8' }).stdout.trim().split(' ')
  }
  expect(complete('zoneplane', 'rec')).toEqual(['records'])
  expect(complete('zoneplane', 'records', 's')).toEqual(['set'])
  expect(complete('zoneplane', 'records', 'set', 'example.com', '--t')).toEqual(['--ttl'])
  expect(complete('zoneplane', 'zones', '')).toEqual(
    expect.arrayContaining(['list', 'get', 'create', 'delete', '--json']),
  )
  expect((await world.run('completion', 'zsh')).stdout).toMatch(/^#compdef zoneplane\n/)
  expect((await world.run('completion', 'fish')).stdout).toMatch(/^complete -c zoneplane .*-a records/m)
  expect((await world.run('completion', 'tcsh')).code).toBe(1)
})

test('npx zoneplane runs the program of a checkout', () => {
  const root = join(import.meta.dirname, '../..')
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { zoneplane: string } }
  expect(bin.zoneplane).toBe('src/bin.ts')
  const { stdout } = spawnSync('npx', ['--no-install', 'zoneplane', '--help'], { cwd: root, encoding: 'utf8' })
  expect(stdout).toContain('Usage: zoneplane')
})
