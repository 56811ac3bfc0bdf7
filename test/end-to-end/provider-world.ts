import { expect } from 'vitest'
import type { Message } from '../../src/dns/message.ts'
import { type FakeCloudflare, startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { usualKey } from '../fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from '../fakes/route53/server.ts'
import { startTestZoneplane, type TestReply, type TestZoneplane } from '../harness.ts'
import { requireServer } from '../servers/available.ts'
import type { DnsServer } from '../servers/dns-server.ts'
import { findProgram } from '../servers/find-program.ts'
import { findPdns, type PdnsApi, startPdnsApi } from '../servers/pdns-api.ts'
import { emptyZone, keyText, startBindPrimary, testKey } from '../servers/primary.ts'
import { replyTo, startScriptedDns } from '../servers/scripted-dns.ts'
import type { Loose, ReplyBody } from '../test-app.ts'
import { testDns } from '../test-io.ts'

export type ProviderName = 'builtin' | 'route53' | 'cloudflare' | 'powerdns' | 'rfc2136'

const pdnsProgram = findPdns()
const hasPdns = requireServer('pdns_server', pdnsProgram)
const bindProgram = findProgram('named')
const hasBind = requireServer('named', bindProgram)

/** Those that can be had on this machine. */
export const providers: readonly ProviderName[] = [
  'builtin',
  'route53',
  'cloudflare',
  ...(hasPdns ? (['powerdns'] as const) : []),
  ...(hasBind ? (['rfc2136'] as const) : []),
]

export type Reply<Data = Loose> = TestReply<ReplyBody<Data>>

/**
 * The whole program with a project that is connected to each provider, and the world around it: clouds with their real limits, a real
 * PowerDNS and a real BIND, and a resolver that is all of their name servers too, which answers what they hold.
 */
export interface ProviderWorld {
  zoneplane: TestZoneplane
  cloudflare: FakeCloudflare
  call<Data = Loose>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<Data>>
  /** To be told of the zone `<provider>.example` before its name servers are asked. */
  addZone(provider: ProviderName, hostedZoneId: string): void
  stop(): Promise<void>
}

export async function startProviderWorld(): Promise<ProviderWorld> {
  const aws = await startFakeRoute53()
  const cloudflare = await startFakeCloudflare()
  const pdns = hasPdns ? await startPdnsApi(pdnsProgram!) : undefined
  const updateKey = testKey('update')
  const bindZone = emptyZone('rfc2136.example.')
  const bind = hasBind ? await startBindPrimary(bindProgram!, { zones: [bindZone], updateKey }) : undefined
  const hostedZones = new Map<ProviderName, string>()
  const dns = await startScriptedDns({
    udp: async question => [await answerOf(question, { aws, cloudflare, pdns, bind, hostedZones })],
  })
  const zoneplane = await startTestZoneplane({
    ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true',
    ZONEPLANE_LOG_LEVEL: 'fatal',
    ZONEPLANE_RESOLVERS: `127.0.0.1:${dns.port}`,
  })
  const call: ProviderWorld['call'] = (method, path, body, headers = {}) => zoneplane.call(method, path, body, headers)
  const connect = async (provider: string, credentials: object) => {
    const made = await call('POST', '/api/cloud-connections/default', { name: provider, provider, credentials })
    expect(made).toMatchObject({ status: 201, body: { data: { status: 'connected' } } })
    await call('POST', '/api/projects/demo/cloud-connections', { connectionId: made.body.data.id })
  }
  await connect('aws', { ...usualKey, endpoint: aws.url })
  await connect('cloudflare', { apiToken: 'fake-token', endpoint: cloudflare.url })
  if (pdns !== undefined) {
    const { endpoint, apiKey } = pdns
    await connect('powerdns', { endpoint, apiKey, nameServers: ['ns1.world.test', 'ns2.world.test'] })
  }
  if (bind !== undefined) {
    await connect('rfc2136', { server: bind.host, port: bind.port, tsig: keyText(updateKey) })
  }
  return {
    zoneplane,
    cloudflare,
    call,
    addZone: (provider, hostedZoneId) => void hostedZones.set(provider, hostedZoneId),
    async stop() {
      await zoneplane.stop()
      await Promise.all([aws.close(), cloudflare.close(), pdns?.stop(), bind?.stop(), dns.stop()])
    },
  }
}

const nameServer = 'ns.world.test.'

/** Every zone has one name server. */
async function answerOf(question: Message, clouds: Clouds): Promise<Message> {
  const [{ name = '.', type = 'A' } = {}] = question.questions
  const found = type === 'NS' && name !== '.' ? [nameServer] : await recordsAt(clouds, question)
  const answers = (name === nameServer && type === 'A' ? ['127.0.0.1'] : found).map(rdata => ({
    name,
    type,
    class: 'IN' as const,
    ttl: 60,
    rdata,
  }))
  return replyTo(question, { authoritative: true, answers })
}

interface Clouds {
  aws: FakeRoute53
  cloudflare: FakeCloudflare
  pdns: PdnsApi | undefined
  bind: DnsServer | undefined
  hostedZones: ReadonlyMap<ProviderName, string>
}

/** What a cloud holds at a name. */
async function recordsAt({ aws, cloudflare, pdns, bind, hostedZones }: Clouds, question: Message): Promise<string[]> {
  const [{ name = '.', type = 'A' } = {}] = question.questions
  const ports = { 'powerdns.example.': pdns?.dnsPort, 'rfc2136.example.': bind?.port }
  const [, port] = Object.entries(ports).find(([zone]) => name.endsWith(zone)) ?? []
  if (port !== undefined) {
    const reply = await testDns.exchange({ host: '127.0.0.1', port }, question)
    return reply.answers.filter(answer => answer.type === type).map(({ rdata }) => rdata)
  }
  if (name.endsWith('route53.example.')) {
    const sets = aws.sets(hostedZones.get('route53') ?? '').filter(set => set.Name === name && set.Type === type)
    return sets.flatMap(set => (set.ResourceRecords as unknown as { Value: string }[]).map(({ Value }) => Value))
  }
  if (!name.endsWith('cloudflare.example.')) return []
  const records = cloudflare.records(hostedZones.get('cloudflare') ?? '')
  return records.filter(record => `${record.name}.` === name && record.type === type).map(({ content }) => content)
}
