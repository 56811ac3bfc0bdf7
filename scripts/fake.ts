/**
 * Starts a simulated service on this machine, for anybody's client to try: `npm run fake -- route53 --port 5053`. It is as strict as
 * the real one, limits included, and forgets everything when it is ended.
 */
import { parseArgs } from 'node:util'
import { startFakeCloudflare } from '../test/fakes/cloudflare/server.ts'
import { usualKey } from '../test/fakes/route53/options.ts'
import { startFakeRoute53 } from '../test/fakes/route53/server.ts'

/** By name: starts the service and gives what a client needs to know. */
const services: Record<string, (port: number) => Promise<Record<string, string>>> = {
  async route53(port) {
    const { url } = await startFakeRoute53({ port, latency: 50, inSyncAfter: 20_000 })
    return { endpoint: url, ...usualKey }
  },
  async cloudflare(port) {
    const fake = await startFakeCloudflare({ port, latency: 50 })
    const zones = [fake.addZone({ name: 'example.com' }), fake.addZone({ name: 'example.net', plan: 'free' })]
    return {
      endpoint: fake.url,
      apiToken: 'fake-token',
      ...Object.fromEntries(zones.map(({ name, id }) => [name, id])),
    }
  },
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' } },
})
const start = services[positionals[0] ?? '']
const port = Number(values.port)
if (start === undefined || positionals.length > 1 || !Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`usage: npm run fake -- ${Object.keys(services).join('|')} [--port N]`)
  process.exitCode = 2
} else {
  for (const [name, value] of Object.entries(await start(port))) console.log(`${name}: ${value}`)
}
