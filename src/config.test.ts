import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

test('without any settings everything listens on loopback', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    dnsHost: '127.0.0.1',
    dnsPort: 5300,
    dataDir: './data',
  })
  expect(config.databaseUrl).toBeUndefined()
})

test('a variable set to nothing counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}))
})

test('private endpoints are allowed only where somebody says so', () => {
  const allowed = (text?: string) => readConfig({ ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: text }).allowPrivateEndpoints
  expect([undefined, 'false', 'true'].map(allowed)).toEqual([false, false, true])
})

test('the machine’s own AWS identity is for connections only where somebody says so', () => {
  const allowed = (text?: string) => readConfig({ ZONEPLANE_AWS_DEFAULT_CHAIN: text }).awsDefaultChain
  expect([undefined, 'false', 'true'].map(allowed)).toEqual([false, false, true])
})

test('name servers are told apart by commas or blanks and kept canonical', () => {
  expect(readConfig({ ZONEPLANE_NAMESERVERS: 'NS1.Example.net, ns2.example.net.' }).nameServers).toEqual([
    'ns1.example.net.',
    'ns2.example.net.',
  ])
})

test('resolvers are addresses with or without ports', () => {
  expect(readConfig({}).resolvers).toEqual([])
  expect(readConfig({ ZONEPLANE_RESOLVERS: '192.0.2.53, [2001:db8::53]:5353' }).resolvers).toEqual([
    { address: '192.0.2.53', port: 53 },
    { address: '2001:db8::53', port: 5353 },
  ])
  const many = Array.from({ length: 9 }, (_, index) => `192.0.2.${index}`).join()
  for (const bad of ['dns.example.com', '192.0.2.53:0', ',', many]) {
    expect(() => readConfig({ ZONEPLANE_RESOLVERS: bad })).toThrow('ZONEPLANE_RESOLVERS')
  }
})

test('all bad settings are told at once, and a password in an address is not repeated', () => {
  const read = () =>
    readConfig({
      PORT: '70000',
      ZONEPLANE_DNS_PORT: '-1',
      DATABASE_URL: 'mysql://me:hunter2@db/x',
      ZONEPLANE_PUBLIC_URL: 'zoneplane.example',
      ZONEPLANE_NAMESERVERS: 'bad..name',
      ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS: 'yes',
      ZONEPLANE_ADMIN_PASSWORD: 'short',
      ZONEPLANE_LOG_LEVEL: 'loud',
    })
  expect(read).toThrow(ConfigError)
  const lines = messageOf(read).split('\n')
  expect(lines.map(line => line.split(':')[0])).toEqual([
    'PORT',
    'ZONEPLANE_DNS_PORT',
    'DATABASE_URL',
    'ZONEPLANE_PUBLIC_URL',
    'ZONEPLANE_NAMESERVERS',
    'ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS',
    'ZONEPLANE_ADMIN_PASSWORD',
    'ZONEPLANE_LOG_LEVEL',
  ])
  expect(lines.join()).not.toContain('hunter2')
})

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
