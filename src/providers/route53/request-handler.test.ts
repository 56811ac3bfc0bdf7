import { expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import { ProviderError } from '../provider.ts'
import { route53Kind } from './kind.ts'
import { createRequestHandler } from './request-handler.ts'

const refusal = new ProviderError({ code: 'rejected', message: '10.0.0.1 is a private address' })
const fetch = () => Promise.reject(refusal)
const io = { ...testIo(), fetch }
const zone = { hostedZoneId: 'Z1', name: 'example.com.', nameServers: [] }

test('what the fetch refuses is thrown as it is', async () => {
  const request = { method: 'GET', protocol: 'https:', hostname: '10.0.0.1', path: '/', headers: {} }
  await expect(createRequestHandler(fetch).handle(request)).rejects.toBe(refusal)
})

test('an endpoint that may not be called is told in its words, and nothing counts as sent', async () => {
  const settings = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMIexampleKEY',
    endpoint: 'https://10.0.0.1',
  }
  const provider = route53Kind.open(settings, io)
  const after = { name: 'a.example.com.', type: 'A', ttl: 300, records: ['192.0.2.1'] }
  const failure = expect.objectContaining({ code: 'rejected', message: '10.0.0.1 is a private address' })
  await expect(provider.apply(zone, [{ op: 'create', after }])).rejects.toMatchObject({ failure })
  await expect(Array.fromAsync(provider.zones())).rejects.toMatchObject({ failure })
})
