import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, LookupFunction, Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { selfSigned } from '../../test/servers/self-signed.ts'
import { createGuardedFetch, type GuardOptions } from './guarded-fetch.ts'

function guarded(options: Partial<GuardOptions> = {}): typeof fetch {
  const guard = createGuardedFetch({ allowPrivate: false, ...options })
  onTestFinished(guard.close)
  return guard.fetch
}

/** Names lead where a test says, each time to the next of these, and at last to the last one. */
function leading(...answers: string[][]) {
  const asked: string[] = []
  const lookup: LookupFunction = (host, _options, callback) => {
    asked.push(host)
    const addresses = answers.length > 1 ? answers.shift()! : answers[0]!
    callback(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { asked, lookup }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const hello: RequestListener = (_request, response) => void response.end('hello')
const startHttp = (answer: RequestListener = hello) => listen(createServer(answer))
const startHttps = () => listen(createTlsServer(selfSigned, hello))

const refusal = (text: string) =>
  expect.objectContaining({
    name: 'ProviderError',
    failure: expect.objectContaining({ code: 'rejected', message: expect.stringContaining(text) }),
  })
const isPrivate = refusal('a private address; ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS allows it')
const isNone = refusal('no address of a provider')

test.each([
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://127.0.0.1./',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.0.1/',
  'https://100.64.0.1/',
  'https://[fd00::1]/',
])('%s is refused unless private addresses are allowed', async url => {
  await expect(guarded()(url)).rejects.toEqual(isPrivate)
})

test.each([
  'https://169.254.169.254/latest/meta-data/',
  'http://169.254.169.254/latest/meta-data/',
  'https://[fe80::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://0.0.0.0/',
  'https://0/',
  'https://[::]/',
  'https://224.0.0.1/',
  'https://[ff02::1]/',
  'https://255.255.255.255/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
])('%s is refused always', async url => {
  await expect(guarded({ allowPrivate: true })(url)).rejects.toEqual(isNone)
  await expect(guarded()(url)).rejects.toEqual(isNone)
})

test('a name that leads to a private address is refused, and nothing is connected to', async () => {
  let requests = 0
  const port = await startHttp((request, response) => {
    requests++
    hello(request, response)
  })
  for (const address of ['127.0.0.1', '10.0.0.1', '::1', '::ffff:127.0.0.1']) {
    const { lookup } = leading([address])
    await expect(guarded({ lookup })(`https://provider.test:${port}/`)).rejects.toEqual(isPrivate)
  }
  await expect(guarded()(`http://localhost:${port}/`)).rejects.toEqual(isPrivate)
  expect(requests).toBe(0)
})

test('a name that leads to the metadata service is refused even where private addresses are allowed', async () => {
  const { lookup } = leading(['169.254.169.254'])
  await expect(guarded({ lookup, allowPrivate: true })('http://provider.test/')).rejects.toEqual(isNone)
})

test('one private address among public ones is enough', async () => {
  const { lookup } = leading(['8.8.8.8', '192.168.0.1'])
  await expect(guarded({ lookup })('https://provider.test/')).rejects.toEqual(isPrivate)
})

test('a name is looked up once for a connection, so leading elsewhere afterwards is no way around', async () => {
  const port = await startHttp()
  const { lookup, asked } = leading(['127.0.0.1'], ['169.254.169.254'])
  const fetch = guarded({ lookup, allowPrivate: true })
  const answer = await fetch(`http://provider.test:${port}/`, { headers: { connection: 'close' } })
  expect(await answer.text()).toBe('hello')
  expect(asked).toEqual(['provider.test'])
  await expect(fetch(`http://provider.test:${port}/again`)).rejects.toEqual(isNone)
  expect(asked).toEqual(['provider.test', 'provider.test'])
})

test('credentials don’t go unencrypted to anybody outside', async () => {
  const { lookup } = leading(['8.8.8.8'])
  const fetch = guarded({ lookup, allowPrivate: true })
  for (const url of ['http://provider.test/', 'http://8.8.8.8/', 'http://[2606:4700::1]/']) {
    await expect(fetch(url)).rejects.toEqual(refusal('https is needed'))
  }
})

test('nothing but http is spoken', async () => {
  for (const url of ['file:///etc/passwd', 'data:,hello', 'ftp://8.8.8.8/']) {
    await expect(guarded()(url)).rejects.toEqual(refusal('not a way to a provider'))
  }
})

test('an answer that leads elsewhere is given as it is', async () => {
  const port = await startHttp((_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  })
  const answer = await guarded({ allowPrivate: true })(`http://127.0.0.1:${port}/`, { redirect: 'follow' })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://169.254.169.254/'])
})

test('certificates are looked at everywhere but on this machine', async () => {
  const port = await startHttps()
  const { lookup } = leading(['127.0.0.1'])
  const fetch = guarded({ lookup, allowPrivate: true })
  for (const host of ['127.0.0.1', 'localhost']) {
    expect(await (await fetch(`https://${host}:${port}/`)).text()).toBe('hello')
  }
  await expect(fetch(`https://provider.test:${port}/`)).rejects.toThrow('fetch failed')
})

test('a name of this machine that leads elsewhere goes without its privileges', async () => {
  const { lookup } = leading(['10.0.0.1'])
  await expect(guarded({ lookup, allowPrivate: true })('https://localhost/')).rejects.toEqual(isPrivate)
})

test('method, headers, body and signal arrive', async () => {
  const seen: unknown[] = []
  const port = await startHttp(async (request, response) => {
    const body = (await Array.fromAsync(request)).join('')
    const { 'content-length': length, 'x-test': header } = request.headers
    seen.push(request.method, header, length, body)
    if (request.url !== '/slow') response.end('done')
  })
  const fetch = guarded({ allowPrivate: true })
  const init = { method: 'POST', headers: { 'x-test': 'yes' }, body: 'wörld' }
  const answer = await fetch(new URL(`http://127.0.0.1:${port}/`), init)
  expect(await answer.text()).toBe('done')
  expect(seen).toEqual(['POST', 'yes', '6', 'wörld'])

  const given = new AbortController()
  const slow = fetch(`http://127.0.0.1:${port}/slow`, { signal: given.signal })
  given.abort(new Error('given up'))
  await expect(slow).rejects.toThrow('given up')
})
