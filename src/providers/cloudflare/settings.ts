import type { Problem } from '../../dns/problem.ts'
import type { SettingsField } from '../provider.ts'

export interface CloudflareSettings {
  apiToken: string
  /** Zones of this account alone, where a token sees several; and whose token it is, where it is an account's own. */
  accountId?: string
  /** Where the API is, without a final slash; Cloudflare's own where it is left out. */
  endpoint?: string
}

export const cloudflareSettings: readonly SettingsField[] = [
  { name: 'apiToken', label: 'API token', required: true, secret: true },
  { name: 'accountId', label: 'Account ID', required: false, secret: false },
  { name: 'endpoint', label: 'API endpoint', required: false, secret: false },
]

/** What is wrong with the form of credentials; whether the service takes them is found out by asking it. */
export function checkCloudflareSettings(settings: object): Problem[] {
  const { apiToken, accountId, endpoint } = settings as Partial<Record<keyof CloudflareSettings, unknown>>
  return [
    ...checkToken(apiToken),
    ...(accountId === undefined ? [] : checkAccount(accountId)),
    ...(endpoint === undefined ? [] : checkEndpoint(endpoint)),
  ]
}

/** It goes into a header, which may hold printable ASCII only (RFC 9110 §5.5). */
function checkToken(token: unknown): Problem[] {
  if (typeof token === 'string' && /^[!-~]{1,512}$/.test(token)) return []
  const message = 'an API token has no spaces, line breaks or characters beyond ASCII: copy it as Cloudflare showed it'
  return [{ path: 'apiToken', code: 'invalid_api_token', message }]
}

function checkAccount(account: unknown): Problem[] {
  if (typeof account === 'string' && /^[0-9a-f]{32}$/.test(account)) return []
  const message = 'an account ID has 32 hexadecimal digits in lower case'
  return [{ path: 'accountId', code: 'invalid_account_id', message }]
}

function checkEndpoint(endpoint: unknown): Problem[] {
  const url = typeof endpoint === 'string' ? URL.parse(endpoint) : null
  if (url !== null && isAllowed(url)) return []
  const message =
    'the endpoint is an https URL without credentials, query and fragment; http reaches loopback addresses only'
  return [{ path: 'endpoint', code: 'invalid_endpoint', message }]
}

/** Without TLS the token would be anybody's who is on the way. */
function isAllowed({ protocol, hostname, username, password, search, hash }: URL): boolean {
  if (username !== '' || password !== '' || search !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
