import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyRequest } from '../../src/tsig/verify-request.ts'
import { type FakeCloudflare, startFakeCloudflare } from '../fakes/cloudflare/server.ts'
import { type FakeRoute53, startFakeRoute53 } from '../fakes/route53/server.ts'
import { type SignedServer, startSignedServer } from '../servers/signed-server.ts'
import { type ServeProcess, serve } from './serve-process.ts'

const secrets = {
  secretAccessKey: 'canary/of+the/secret/access/key/4b1d',
  sessionToken: 'canary/of+the/session/token/5c2e==',
  externalId: 'canary-of-the-external-id-6d3f',
  connectionToken: 'canary-of-the-connections-token-7e40',
  zoneToken: 'canary-of-the-zones-token-8f51',
  tsigSecret: 'Y2FuYXJ5IG9mIGEga2V5IGZvciB1cGRhdGVzIDlhNjI=',
  apiKey: 'canary of the api key/9062',
}

let dataDir: string
let aws: FakeRoute53
let cloudflare: FakeCloudflare
let echo: { url: string; heard(): string; close(): void }
let zoneplane: ServeProcess
let dns: SignedServer

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-secrets-'))
  const { secretAccessKey, sessionToken, connectionToken, zoneToken } = secrets
  aws = await startFakeRoute53({ users: { [accessKeyId]: { secretAccessKey, sessionToken } } })
  const permissions = ['zone:read', 'dns:read', 'dns:edit'] as const
  const token = { permissions: [...permissions] }
  cloudflare = await startFakeCloudflare({ tokens: { [connectionToken]: token, [zoneToken]: token } })
  cloudflare.addZone({ name: 'own-token.example' })
  echo = await startEcho()
  dns = await startSignedServer(knowsNoKey)
  zoneplane = await serve(dataDir, { ZONEPLANE_LOG_LEVEL: 'trace', ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'true' })
})
afterAll(async () => {
  zoneplane?.child.kill('SIGKILL')
  await Promise.all([aws.close(), cloudflare.close(), echo.close(), dns.stop()])
  rmSync(dataDir, { recursive: true, force: true })
})

const accessKeyId = 'AKIACANARY0000000000'

test('neither logs nor replies nor the database hold what opens a provider', async () => {
  const replies: string[] = []
  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(zoneplane.url + path, {
      method,
      headers: { 'X-API-Key': apiKey, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    replies.push(text, [...reply.headers].join('\n'))
    return { status: reply.status, data: (JSON.parse(text) as { data?: { id: number; status: string } }).data }
  }
  const apiKey = /^API_KEY=(\S+)$/m.exec(zoneplane.stdout())?.[1] ?? ''
  const connections = '/api/cloud-connections/default'
  const zones = '/api/demo/production/dns'
  const { secretAccessKey, sessionToken, externalId, connectionToken, zoneToken, apiKey: powerDnsKey } = secrets
  const key = { accessKeyId, secretAccessKey, sessionToken }
  const connect = async (provider: string, credentials: object) =>
    (await call('POST', connections, { name: provider, provider, credentials })).data

  const good = await connect('aws', { ...key, endpoint: aws.url })
  expect(good?.status).toBe('connected')
  expect((await connect('cloudflare', { apiToken: connectionToken, endpoint: cloudflare.url }))?.status).toBe(
    'connected',
  )
  // What is wrong with credentials, and what a service says that repeats all that it hears.
  await connect('aws', { ...key, sessionToken: { value: sessionToken }, more: secretAccessKey })
  await connect('cloudflare', { apiToken: `${connectionToken}\n` })
  await connect('powerdns', { endpoint: echo.url, apiKey: `${powerDnsKey}\n`, more: powerDnsKey })
  const tsig = { name: 'update', algorithm: 'hmac-sha256', secret: secrets.tsigSecret }
  const server = { server: dns.host, port: dns.port, tsig }
  await connect('rfc2136', { ...server, transferTsig: { ...tsig, secret: `${tsig.secret}!`, more: tsig.secret } })
  const roleArn = 'arn:aws:iam::123456789012:role/canary'
  const loud = [
    await connect('aws', { ...key, endpoint: echo.url }),
    await connect('aws', { ...key, roleArn, externalId, endpoint: echo.url }),
    await connect('cloudflare', { apiToken: connectionToken, endpoint: echo.url }),
    await connect('powerdns', { apiKey: powerDnsKey, endpoint: echo.url }),
    await connect('rfc2136', server),
  ]
  for (const connection of loud) {
    expect(connection?.status).toBe('failed')
    await call('POST', `${connections}/${connection?.id}/test`)
  }
  for (const said of [sessionToken, externalId, connectionToken, powerDnsKey]) expect(echo.heard()).toContain(said)

  for (const id of [good?.id, (good?.id ?? 0) + 1])
    await call('POST', '/api/projects/demo/cloud-connections', { connectionId: id })
  const own = { name: 'Own', domainName: 'own-token.example', cloudflareApiToken: zoneToken }
  const zone = (await call('POST', zones, own)).data
  await call('POST', zones, { ...own, domainName: 'not-there.example' })
  await call('POST', zones, { ...own, domainName: 'x', more: 1 })
  await call('POST', `${zones}/${zone?.id}/records`, { name: 'www', type: 'A', values: ['192.0.2.1'] })
  cloudflare.tokens.delete(zoneToken)
  expect((await call('GET', `${zones}/${zone?.id}/records`)).status).toBe(500)
  // The zones of a connection go on to the place that repeats everything.
  expect((await call('POST', zones, { name: 'R', domainName: 'r53.example', provider: 'route53' })).status).toBe(201)
  await call('PATCH', `${connections}/${good?.id}`, { credentials: { ...key, endpoint: echo.url } })
  const list = await call('GET', zones)
  for (const { id } of list.data as unknown as { id: number }[]) {
    await call('GET', `${zones}/${id}/records`)
    await call('POST', `${zones}/${id}/records`, { name: 'x', type: 'A', values: ['192.0.2.1'] })
    await call('GET', `${zones}/${id}/changes`)
  }
  await call('GET', '/api/activities?limit=200')
  await call('GET', connections)
  await zoneplane.stop('SIGTERM')

  const files = readdirSync(dataDir).map(file => readFileSync(join(dataDir, file), 'latin1'))
  expect(files.join('')).toContain('own-token.example')
  expect(zoneplane.stderr()).toContain('/api/cloud-connections/default')
  for (const secret of Object.values(secrets)) {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(replies.filter(text => text.includes(form))).toEqual([])
      expect(
        zoneplane
          .stderr()
          .split('\n')
          .filter(line => line.includes(form)),
      ).toEqual([])
      expect(files.some(content => content.includes(form))).toBe(false)
    }
  }
})

async function knowsNoKey(request: Uint8Array): Promise<Uint8Array[]> {
  const verdict = await verifyRequest(request, () => undefined, Date.now())
  const reply = verdict.status === 'refused' ? verdict.reply(Date.now()) : undefined
  return reply === undefined ? [] : [reply]
}

const refused = { success: false, messages: [], result: null }

/** Refuses everything, and repeats all that it heard in the words of each service. */
async function startEcho(): Promise<typeof echo> {
  let heard = ''
  const server = createServer(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('')
    const text = `${request.rawHeaders.join(' ')} ${decodeURIComponent(body)}`
    heard += text
    const isCloudflare = (request.headers.authorization ?? '').startsWith('Bearer')
    const isAws = (request.headers.authorization ?? '').startsWith('AWS4')
    response.writeHead(403, { 'content-type': isAws ? 'text/xml' : 'application/json' })
    const message = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    response.end(
      isAws
        ? `<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`
        : JSON.stringify(isCloudflare ? { ...refused, errors: [{ code: 10000, message: text }] } : { error: text }),
    )
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => heard,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
