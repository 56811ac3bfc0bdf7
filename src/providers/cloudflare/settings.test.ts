import { expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import { ProviderError } from '../provider.ts'
import { cloudflareKind } from './kind.ts'
import { checkCloudflareSettings } from './settings.ts'

const io = testIo()
const apiToken = 'v1.0-0123456789abcdef_-'

function problems(settings: object): string[] {
  return checkCloudflareSettings(settings).map(({ path, code }) => `${path} ${code}`)
}

test('a token is enough', () => {
  expect(problems({ apiToken })).toEqual([])
  expect(problems({ apiToken, accountId: '0123456789abcdef'.repeat(2), endpoint: 'https://proxy.example/v4' })).toEqual(
    [],
  )
})

test.each(['', ' ', 'a b', `${apiToken}\n`, 'a\r\nX-Other: b', 'tökén', 'x'.repeat(513), 7, undefined])(
  'the token %j is refused before it comes into a header',
  token => {
    expect(problems({ apiToken: token })).toEqual(['apiToken invalid_api_token'])
  },
)

test('what is refused is not repeated, for it may be most of a secret', () => {
  expect(JSON.stringify(checkCloudflareSettings({ apiToken: 'half of-a-secret' }))).not.toContain('of-a-secret')
})

test.each(['', 'example', 'f'.repeat(31), 'F'.repeat(32), '../../user'])('the account %j is refused', accountId => {
  expect(problems({ apiToken, accountId })).toEqual(['accountId invalid_account_id'])
})

test.each([
  'http://127.0.0.1:8080/client/v4',
  'http://localhost:8080',
  'http://[::1]:8080',
  'https://api.cloudflare.com/client/v4',
])('the endpoint %s is taken', endpoint => {
  expect(problems({ apiToken, endpoint })).toEqual([])
})

test.each([
  'http://api.cloudflare.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'ftp://example.com',
  'https://user:pass@example.com',
  'https://example.com/?a=b',
  'https://example.com/#a',
  'example.com',
  7,
])('the endpoint %s is refused', endpoint => {
  expect(problems({ apiToken, endpoint })).toEqual(['endpoint invalid_endpoint'])
})

test('everything is told at once, and nothing is opened with it', () => {
  expect(problems({ apiToken: '', accountId: '', endpoint: '' })).toHaveLength(3)
  expect(() => cloudflareKind.open({ apiToken: '' }, io)).toThrow(ProviderError)
})
