import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CliWorld, startCliWorld } from './cli-world.ts'

let world: CliWorld
let domain: string
let zones = 0
beforeAll(async () => {
  world = await startCliWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  domain = `plan-${++zones}.example`
  await world.run('zones', 'create', domain)
})

const www = (values: string[], ttl = 300) => ({ name: 'www', type: 'A', ttl, values })
const file = (...sets: object[]) => JSON.stringify({ [domain]: sets })
const sets = async () => {
  const all = await world.json<{ name: string; type: string; values: string[] }[]>('records', 'list', domain)
  return all
    .filter(({ type }) => !['SOA', 'NS'].includes(type))
    .map(({ name, type, values }) => `${name} ${type} ${values.join(' ')}`)
}

test('a plan ends with 2 where something would change, with 0 where not, and changes nothing', async () => {
  world.write('zone.json', file(www(['192.0.2.1'])))
  const planned = await world.run('plan', 'zone.json')
  expect(planned).toMatchObject({ code: 2, stderr: '' })
  expect(planned.stdout).toBe(`${domain} (builtin): 1 to create\n  + www.${domain}  A      300  192.0.2.1\n`)
  expect(await sets()).toEqual([])
  expect((await world.run('apply', 'zone.json', '--dry-run')).code).toBe(2)
  expect(await sets()).toEqual([])
  expect((await world.run('apply', 'zone.json')).code).toBe(0)
  expect(await sets()).toEqual([`www.${domain} A 192.0.2.1`])
  expect(await world.run('plan', 'zone.json')).toMatchObject({ code: 0, stdout: `${domain} (builtin): 1 unchanged\n` })
})

test('what changes is shown value by value, and what isn’t in the file goes', async () => {
  world.write('zone.json', file(www(['192.0.2.1', '192.0.2.2'], 60), { name: 'old', type: 'CNAME', values: ['www'] }))
  await world.run('apply', 'zone.json', '--comment', 'first')
  world.write(
    'zone.yaml',
    `${domain}:\n  - name: www\n    type: A\n    ttl: 300\n    values: [192.0.2.2, 192.0.2.3]\n  - {name: "@", type: TXT, values: no}\n`,
  )
  const { code, stdout } = await world.run('plan', 'zone.yaml')
  expect(code).toBe(2)
  expect(stdout.split('\n').sort()).toEqual(
    [
      '',
      `${domain} (builtin): 1 to create, 1 to change, 1 to delete`,
      `  + ${domain.padEnd(18)}  TXT    300  no`,
      `  ~ www.${domain}  A      60 → 300`,
      '        192.0.2.2',
      '      - 192.0.2.1',
      '      + 192.0.2.3',
      `  - old.${domain}  CNAME  300  www.`,
    ].sort(),
  )
  await world.run('apply', 'zone.yaml', '--confirm')
  expect(await sets()).toEqual([`${domain} TXT no`, `www.${domain} A 192.0.2.2 192.0.2.3`])
  const [latest, first] = await world.json<{ comment: string | null; total: number }[]>('history', domain)
  expect([latest, first]).toMatchObject([{ total: 3 }, { comment: 'first', total: 2 }])
})

test('a zone file is planned as a whole zone, and its SOA and NS are left to the provider', async () => {
  world.write(`${domain}.zone`, `$TTL 60\n@ IN SOA ns. host. 1 2 3 4 5\n@ NS ns.elsewhere.example.\nwww A 192.0.2.1\n`)
  expect((await world.run('plan', `${domain}.zone`)).stdout).toContain('1 to create')
  world.write('main.txt', `; the zone\n$ORIGIN ${domain}.\nwww 60 A 192.0.2.1\n`)
  expect((await world.run('plan', 'main.txt')).code).toBe(2)
  world.write('other', 'www 60 A 192.0.2.1\n')
  expect((await world.run('plan', 'other')).stderr).toContain('whose zone is it? Name it with --zone DOMAIN')
  expect((await world.run('apply', 'other', '--zone', domain)).code).toBe(0)
  expect((await world.run('plan', `${domain}.zone`)).code).toBe(0)
})

test('folders, several files and standard input are taken alike', async () => {
  const other = `other-${domain}`
  await world.run('zones', 'create', other)
  world.write('folder/one.json', file(www(['192.0.2.1'])))
  world.write('folder/two.yaml', `${other}:\n  - name: "@"\n    type: A\n    values:\n      - 192.0.2.2\n`)
  world.write('folder/notes.md', 'not a zone')
  const plan = await world.json<{ zone: string; changes: object[] }[]>('plan', 'folder')
  expect(plan).toMatchObject([
    { zone: domain, changes: [{ op: 'create' }] },
    { zone: other, changes: [{ op: 'create' }] },
  ])
  const piped = await world.runWith({ input: file(www(['192.0.2.1'])) }, 'plan', '-')
  expect(piped.code).toBe(2)
  world.write('folder/three.json', file())
  expect((await world.run('plan', 'folder')).stderr).toMatch(/three\.json: .* is in .*one\.json too/)
})

test('everything that is wrong is told at once, with its place, and nothing is done', async () => {
  world.write(
    'bad.json',
    JSON.stringify({
      [domain]: [
        { name: 'a', values: [] },
        { name: 'b', type: 'A', values: ['1'], tll: 5 },
      ],
      x: [],
    }),
  )
  const local = await world.run('plan', 'bad.json')
  expect(local).toMatchObject({ code: 1, stdout: '' })
  expect(local.stderr).toContain(`bad.json: ${domain}[0] a: type is missing`)
  expect(local.stderr).toContain(`bad.json: ${domain}[1] b: there is no field tll`)
  expect(local.stderr).toContain('bad.json: x: a domain has two labels at least')
  world.write('bad.yaml', `${domain}:\n  - name: [\n`)
  expect((await world.run('plan', 'bad.yaml')).stderr).toMatch(/error: bad\.yaml:\d+:\d+: /)
  world.write(
    'refused.json',
    file({ name: 'a', type: 'A', values: ['1.2.3'] }, { name: 'b', type: 'A', ttl: 0, values: ['192.0.2.1'] }),
  )
  const refused = await world.run('apply', 'refused.json')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('values[0]')
  expect(refused.stderr).toContain('ttl')
  expect(await sets()).toEqual([])
  world.write(
    'conflict.json',
    file({ name: 'a', type: 'A', values: ['192.0.2.1'] }, { name: 'a', type: 'CNAME', values: ['b.example'] }),
  )
  const conflict = await world.run('plan', 'conflict.json')
  expect(conflict.code).toBe(1)
  expect(conflict.stderr).toMatch(new RegExp(`a\\.${domain} CNAME`))
})

test('a dangerous plan asks for --confirm, and says why', async () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ name: `h${index}`, type: 'A', values: ['192.0.2.1'] }))
  world.write('zone.json', file(...many))
  await world.run('apply', 'zone.json')
  world.write('zone.json', file(...many.slice(6)))
  const refused = await world.run('apply', 'zone.json')
  expect(refused.code).toBe(1)
  expect(refused.stdout).toContain('danger:')
  expect(refused.stderr).toContain('Add --confirm')
  expect(await sets()).toHaveLength(12)
  expect((await world.run('apply', 'zone.json', '--confirm')).code).toBe(0)
  expect(await sets()).toHaveLength(6)
})

test('more changes than one request holds go in as a zone file', async () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({
    name: `h${index}`,
    type: 'TXT',
    values: [`it's "${index}"`],
  }))
  world.write('zone.json', file(...many))
  const { stdout, code } = await world.run('apply', 'zone.json')
  expect([code, stdout.split('\n')[0]]).toEqual([0, `${domain} (builtin): 10,001 to create`])
  expect((await world.run('plan', 'zone.json')).stdout).toBe(`${domain} (builtin): 10,001 unchanged\n`)
  world.write('less.json', file({ name: 'h1', type: 'TXT', values: ['another'] }))
  const danger = await world.run('apply', 'less.json')
  expect([danger.code, danger.stderr]).toEqual([
    1,
    expect.stringContaining('The plan is dangerous, and nothing was changed.'),
  ])
})

test('what is exported as YAML or JSON is planned as no change at all, whatever is in it', async () => {
  const odd = [
    { name: '@', type: 'MX', values: ['10 mail', '20 mail.example.com.'] },
    { name: '*', type: 'TXT', values: ['yes', '- "a" : b # c', 'ünïcode', '{x}'] },
    { name: `${domain}.${domain}`, type: 'AAAA', values: ['2001:db8::'] },
    { name: '1', type: 'CAA', ttl: 60, values: ['0 issue "ca.example; policy=ev"'] },
    { name: '_443._tcp', type: 'SRV', values: ['1 2 443 www.example.com.'] },
  ]
  world.write('zone.json', file(...odd))
  expect(await world.run('apply', 'zone.json')).toMatchObject({ code: 0 })
  for (const name of ['out.yaml', 'out.json', `${domain}.zone`]) {
    await world.run('export', domain, '-o', name)
    expect(await world.run('plan', name)).toMatchObject({ code: 0, stderr: '' })
  }
})
