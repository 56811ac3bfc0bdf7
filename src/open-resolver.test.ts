import { expect, test } from 'vitest'
import { replyTo, startScriptedDns } from '../test/servers/scripted-dns.ts'
import { openResolver } from './open-resolver.ts'
import type { QueryError } from './resolver/query-error.ts'

const wanted = { name: 'example.com.', type: 'A' }
const elsewhere = { host: '127.0.0.1', address: '127.0.0.1', port: 1 }

/** What comes of asking a server. */
async function codeOf(dns: ReturnType<typeof openResolver>, server: { address: string; port: number }) {
  try {
    const { message } = await dns.resolver.ask(server, wanted, { milliseconds: 2000, attempts: 1 })
    return message.rcode
  } catch (error) {
    return (error as QueryError).code
  }
}

test.each(['10.0.0.1', '192.168.1.1', '127.0.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1', '169.254.169.254', '0.0.0.0'])(
  'a name server at %s is not asked',
  async address => {
    const dns = openResolver({ resolvers: [], allowPrivateEndpoints: false }, { host: '127.0.0.2', port: 1 })
    expect(await codeOf(dns, { address, port: 53 })).toBe('address_not_allowed')
  },
)

test('on networks of the operator they are asked where that is allowed, link-local ones never', async () => {
  const dns = openResolver({ resolvers: [], allowPrivateEndpoints: true }, elsewhere)
  expect(await codeOf(dns, { address: '127.0.0.1', port: 2 })).toBe('network')
  expect(await codeOf(dns, { address: '169.254.169.254', port: 53 })).toBe('address_not_allowed')
})

test('the resolvers and the built-in name server are asked wherever they are, and nothing else on their machines', async () => {
  const server = await startScriptedDns({ udp: question => [replyTo(question)] })
  const { address, port } = server
  const asResolver = openResolver({ resolvers: [{ address, port }], allowPrivateEndpoints: false }, elsewhere)
  const asOwn = openResolver({ resolvers: [elsewhere], allowPrivateEndpoints: false }, { host: '0.0.0.0', port })
  expect(asOwn.builtin).toEqual({ address: '127.0.0.1', port })
  for (const dns of [asResolver, asOwn]) {
    expect(await codeOf(dns, { address, port })).toBe('NOERROR')
    expect(await codeOf(dns, { address, port: port + 1 })).toBe('address_not_allowed')
  }
  await server.stop()
})

test('without a setting the resolvers of the system are asked', () => {
  const { resolver } = openResolver({ resolvers: [], allowPrivateEndpoints: false }, elsewhere)
  expect(resolver.servers.every(({ port }) => port > 0)).toBe(true)
})
