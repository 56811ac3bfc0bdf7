import type { Loose, Method, TestApp, TestReply, TestUser } from './test-app.ts'

/** A project of one user's with zones in it, and what tests of zones say over and over. */
export interface ZoneWorld {
  owner: TestUser
  /** A request of the owner's. */
  call<Data = Loose>(method: Method, url: string, body?: unknown): Promise<TestReply<Data>>
  /** Makes a zone, and gives the path of it. */
  makeZone(domainName: string, provider?: string): Promise<string>
}

const place = '/api/demo/production'

/** `providers`: kinds that the project has connections to, beside the built-in one. */
export async function createZoneWorld(app: TestApp, providers: readonly string[] = []): Promise<ZoneWorld> {
  const owner = await app.signUp('Owner')
  const call: ZoneWorld['call'] = (method, url, body) => app.call(method, url, { body, token: owner.token })
  const make = async (url: string, body: object) => {
    const reply = await call<{ id: number }>('POST', url, body)
    if (reply.status !== 201) throw new Error(`${url} answered ${reply.status}: ${reply.body.message}`)
    return reply.body.data.id
  }
  await make('/api/projects', { name: 'Demo' })
  for (const provider of ['builtin', ...providers]) {
    const connectionId = await make('/api/cloud-connections/owner', { name: provider, provider, credentials: {} })
    await make('/api/projects/demo/cloud-connections', { connectionId })
  }
  return {
    owner,
    call,
    makeZone: async (domainName, provider = 'builtin') =>
      `${place}/dns/${await make(`${place}/dns`, { name: domainName, domainName, provider })}`,
  }
}
