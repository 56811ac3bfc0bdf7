import type { NewMachineKeyData } from '../src/contract/machine-keys.ts'
import { base64Bytes } from '../src/dns/encodings.ts'
import type { RRset } from '../src/dns/rrset.ts'
import type { TsigKey } from '../src/tsig/tsig-key.ts'
import type { TestApp, TestReply, TestUser } from './test-app.ts'
import { createUpdateClient, type SentUpdate, type UpdateClient, type UpdateReply } from './update-client.ts'
import { record } from './update-steps.ts'

/** A project with the zone example.com on the built-in provider, and keys that sign updates of it. */
export interface UpdateWorld {
  app: TestApp
  user: TestUser
  zoneId: number
  client: UpdateClient
  makeKey(body?: object): Promise<{ id: number; key: TsigKey; accessKey: string }>
  /** An update of lines as `record` in update-steps.ts reads them. */
  update(key: TsigKey, lines: { if?: string[]; do?: string[] }, more?: Partial<SentUpdate>): Promise<UpdateReply>
  /** What the zone holds at a host. */
  at(host: string): Promise<RRset[]>
  zone(domainName: string, environment?: string): Promise<number>
  call: (method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) => Promise<TestReply>
}

export async function createUpdateWorld(app: TestApp): Promise<UpdateWorld> {
  const user = await app.signUp('Updates')
  const call: UpdateWorld['call'] = (method, url, body) => app.call(method, url, { body, token: user.token })
  await call('POST', '/api/projects', { name: 'Dynamic' })
  const connection = { name: 'Own', provider: 'builtin', credentials: {} }
  const made = await call('POST', `/api/cloud-connections/${user.workspace.slug}`, connection)
  await call('POST', '/api/projects/dynamic/cloud-connections', { connectionId: Number(made.body.data.id) })
  const zone = async (domainName: string, environment = 'production') => {
    const { status, body } = await call('POST', `/api/dynamic/${environment}/dns`, { name: domainName, domainName })
    if (status !== 201) throw new Error(body.message)
    return Number(body.data.id)
  }
  const zoneId = await zone('example.com')
  const client = createUpdateClient(app)
  return {
    app,
    user,
    zoneId,
    client,
    zone,
    call,
    async makeKey(body = {}) {
      const url = '/api/projects/dynamic/machine-keys'
      const reply = await app.call<NewMachineKeyData>('POST', url, {
        token: user.token,
        body: { name: 'A key', tsig: {}, ...body },
      })
      const { id, accessKey, tsig } = reply.body.data
      const { name, algorithm, secret } = tsig!
      return { id, accessKey, key: { name: `${name}.`, algorithm, secret: base64Bytes(secret)! } }
    },
    update: (key, lines, more) =>
      client.send({
        key,
        zone: 'example.com.',
        prerequisites: (lines.if ?? []).map(record),
        updates: (lines.do ?? []).map(record),
        ...more,
      }),
    async at(host) {
      const stored = (await app.deps.store.zones.get(zoneId))!
      const name = host === '@' ? 'example.com.' : `${host}.example.com.`
      return (await app.deps.reads.all(stored)).filter(set => set.name === name)
    },
  }
}
