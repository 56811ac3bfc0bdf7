import type { FakeCloudflareOptions } from './fakes/cloudflare/options.ts'
import { type FakeCloudflare, startFakeCloudflare } from './fakes/cloudflare/server.ts'
import { type FakeRoute53Options, usualKey } from './fakes/route53/options.ts'
import { type FakeRoute53, startFakeRoute53 } from './fakes/route53/server.ts'
import { type Loose, type Method, startTestApp, type TestApp, type TestReply, type TestUser } from './test-app.ts'

/** A project that is connected to a simulated AWS account and a simulated Cloudflare account. */
export interface CloudWorld {
  app: TestApp
  owner: TestUser
  aws: FakeRoute53
  cloudflare: FakeCloudflare
  /** Ids of the connections. */
  connections: { aws: number; cloudflare: number }
  zones: string
  call(method: Method, url: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>
  /** Makes a zone; at Cloudflare that is there first. */
  zone(provider: 'route53' | 'cloudflare', domainName: string): Promise<Loose>
  stop(): Promise<void>
}

export async function startCloudWorld(
  options: { aws?: FakeRoute53Options; cloudflare?: FakeCloudflareOptions; databaseUrl?: string } = {},
): Promise<CloudWorld> {
  const { databaseUrl } = options
  const app = await startTestApp(databaseUrl === undefined ? {} : { databaseUrl })
  const owner = await app.signUp('Olga')
  const aws = await startFakeRoute53({ limits: { requests: 1000 }, ...options.aws })
  const cloudflare = await startFakeCloudflare(options.cloudflare)
  const call: CloudWorld['call'] = (method, url, body, headers = {}) =>
    app.call(method, url, { token: owner.token, body, headers })
  await call('POST', '/api/projects', { name: 'Cloud' })
  const connect = async (provider: string, credentials: object) => {
    const made = await call('POST', `/api/cloud-connections/${owner.workspace.slug}`, {
      name: 'C',
      provider,
      credentials,
    })
    const connectionId = Number(made.body.data.id)
    await call('POST', '/api/projects/cloud/cloud-connections', { connectionId })
    return connectionId
  }
  const connections = {
    aws: await connect('aws', { ...usualKey, endpoint: aws.url }),
    cloudflare: await connect('cloudflare', { apiToken: 'fake-token', endpoint: cloudflare.url }),
  }
  const zones = '/api/cloud/production/dns'
  return {
    app,
    owner,
    aws,
    cloudflare,
    connections,
    zones,
    call,
    async zone(provider, domainName) {
      if (provider === 'cloudflare') cloudflare.addZone({ name: domainName })
      const { status, body } = await call('POST', zones, { name: 'Zone', domainName, provider })
      if (status !== 201) throw new Error(`making ${domainName} answered ${status}: ${body.message}`)
      return body.data
    },
    async stop() {
      await app.stop()
      await Promise.all([aws.close(), cloudflare.close()])
    },
  }
}
