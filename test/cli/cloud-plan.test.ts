import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { usualKey } from '../fakes/route53/options.ts'
import { startFakeRoute53 } from '../fakes/route53/server.ts'
import { type CliWorld, startCliWorld } from './cli-world.ts'

let world: CliWorld
let fakes: { close(): Promise<void> }[]
beforeAll(async () => {
  world = await startCliWorld({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
  const [cloudflare, route53] = [await startFakeCloudflare({ port: 0 }), await startFakeRoute53({ port: 0 })]
  fakes = [cloudflare, route53]
  cloudflare.addZone({ name: 'flare.example' })
  const connect = (provider: string, credentials: object) =>
    world.runWith({ input: JSON.stringify(credentials) }, 'connections', 'create', provider, '--credentials', '-')
  expect(await connect('cloudflare', { apiToken: 'fake-token', endpoint: cloudflare.url })).toMatchObject({ code: 0 })
  expect(await connect('aws', { ...usualKey, endpoint: route53.url })).toMatchObject({ code: 0 })
  expect(await world.run('zones', 'create', 'flare.example', '--provider', 'cloudflare')).toMatchObject({ code: 0 })
  expect(await world.run('zones', 'create', 'route.example', '--provider', 'route53')).toMatchObject({ code: 0 })
})
afterAll(async () => {
  await world.stop()
  for (const fake of fakes) await fake.close()
})

const flare = `flare.example:
  - {name: www, type: A, proxied: true, values: 192.0.2.1}
  - {name: plain, type: A, ttl: 600, values: [192.0.2.2, 192.0.2.3]}
  - {name: "@", type: TXT, values: "v=spf1 -all"}
`
const route = `route.example:
  - {name: www, type: A, ttl: 60, values: 192.0.2.1}
  - name: "@"
    type: A
    aliasTarget: {dnsName: www.route.example, evaluateTargetHealth: false}
  - {name: app, type: A, variant: blue, routing: {policy: weighted, weight: 10}, values: 192.0.2.2}
  - {name: app, type: A, variant: green, routing: {policy: weighted, weight: 20}, values: 192.0.2.3}
`

test.each([
  [
    'flare.example',
    flare,
    '3 to create',
    '2 to change',
    flare.replace('proxied: true', 'proxied: false').replace('600', '900'),
  ],
  [
    'route.example',
    route,
    '4 to create',
    '2 to change',
    route.replace('weight: 10', 'weight: 11').replace('ttl: 60', 'ttl: 90'),
  ],
])(
  'what the provider of %s knows besides is applied, and there is nothing left to do after that',
  async (domain, text, created, changed, other) => {
    world.write(`${domain}.yaml`, text)
    const first = await world.run('apply', `${domain}.yaml`)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain(created)
    expect(await world.run('plan', `${domain}.yaml`)).toMatchObject({ code: 0, stderr: '' })
    await world.run('export', domain, '-o', 'out.yaml')
    expect(await world.run('plan', 'out.yaml')).toMatchObject({ code: 0, stderr: '' })
    await world.run('export', domain, '-o', `${domain}.zone`)
    expect(await world.run('plan', `${domain}.zone`)).toMatchObject({ code: 0, stderr: '' })
    world.write(`${domain}.yaml`, other)
    expect((await world.run('apply', `${domain}.yaml`)).stdout).toContain(changed)
    expect((await world.run('plan', `${domain}.yaml`)).code).toBe(0)
    world.write(`${domain}.yaml`, `${domain}: []\n`)
    expect(await world.run('apply', `${domain}.yaml`, '--confirm')).toMatchObject({ code: 0 })
    expect((await world.run('plan', `${domain}.yaml`)).code).toBe(0)
  },
)
