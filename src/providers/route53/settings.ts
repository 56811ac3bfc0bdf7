import type { Problem } from '../../dns/problem.ts'
import { ProviderError, type SettingsField } from '../provider.ts'

/** Credentials of an AWS account: an access key, or whatever the machine that Zoneplane runs on has been given. */
export interface AwsSettings {
  accessKeyId?: string
  secretAccessKey?: string
  /** Belongs to a temporary access key. */
  sessionToken?: string
  /** Route 53 has no regions, but its partitions (China, GovCloud) do, and STS is asked in the region. */
  region?: string
  /** Taken on with the key before anything else is done. */
  roleArn?: string
  externalId?: string
  /** Where to ask instead of AWS, STS included. */
  endpoint?: string
  useDefaultChain?: boolean
}

/** What the installation allows of settings. */
export interface AwsRules {
  /** Acting with the machine's own identity. */
  allowDefaultChain: boolean
}

export const awsSettingsFields: readonly SettingsField[] = [
  { name: 'accessKeyId', label: 'Access key ID', required: false, secret: false },
  { name: 'secretAccessKey', label: 'Secret access key', required: false, secret: true },
  { name: 'sessionToken', label: 'Session token', required: false, secret: true },
  { name: 'region', label: 'Region', required: false, secret: false },
  { name: 'roleArn', label: 'Role to assume (ARN)', required: false, secret: false },
  { name: 'externalId', label: 'External ID of the role', required: false, secret: true },
  { name: 'endpoint', label: 'Endpoint', required: false, secret: false },
  {
    name: 'useDefaultChain',
    label: 'Use the credentials of the machine (environment, instance role)',
    required: false,
    form: 'boolean',
    secret: false,
  },
]

/** Where nothing is said; what Route 53 signs with in the public partition. */
export const usualRegion = 'us-east-1'

/** All that is wrong with the settings. Empty texts count as not given. */
export function awsSettingsProblems(settings: object, rules: AwsRules): Problem[] {
  const given = settings as AwsSettings
  return [...keyProblems(given, rules), ...roleProblems(given), ...regionProblems(given), ...endpointProblems(given)]
}

function keyProblems(
  { accessKeyId, secretAccessKey, sessionToken, useDefaultChain }: AwsSettings,
  { allowDefaultChain }: AwsRules,
): Problem[] {
  const problems: Problem[] = []
  const refuse = (path: string, code: string, message: string) => problems.push({ path, code, message })
  if (useDefaultChain === true) {
    if (!allowDefaultChain) {
      const message = 'this installation does not let connections act with the AWS identity of its machine'
      refuse('useDefaultChain', 'default_chain_not_allowed', `${message} (ZONEPLANE_AWS_DEFAULT_CHAIN)`)
    }
    for (const [path, value] of Object.entries({ accessKeyId, secretAccessKey, sessionToken })) {
      if (value) refuse(path, 'not_allowed', 'does not go together with useDefaultChain')
    }
    return problems
  }
  if (!accessKeyId && !secretAccessKey) {
    refuse('accessKeyId', 'required', 'an access key is needed, or useDefaultChain')
  } else {
    if (!accessKeyId) refuse('accessKeyId', 'required', 'a secretAccessKey goes together with its accessKeyId')
    if (!secretAccessKey) refuse('secretAccessKey', 'required', 'an accessKeyId goes together with its secretAccessKey')
  }
  if (accessKeyId && !/^\w{16,128}$/.test(accessKeyId)) {
    refuse('accessKeyId', 'invalid_access_key_id', 'an access key ID has 16 to 128 letters and digits, such as AKIA…')
  }
  return problems
}

function roleProblems({ roleArn, externalId }: AwsSettings): Problem[] {
  const problems: Problem[] = []
  if (externalId && !roleArn) {
    problems.push({ path: 'externalId', code: 'not_allowed', message: 'an external ID goes together with a roleArn' })
  }
  if (roleArn && !/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/.test(roleArn)) {
    const message = 'a role is written arn:aws:iam::123456789012:role/name'
    problems.push({ path: 'roleArn', code: 'invalid_role_arn', message })
  }
  return problems
}

function regionProblems({ region }: AwsSettings): Problem[] {
  if (!region || /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/.test(region)) return []
  return [{ path: 'region', code: 'invalid_region', message: `a region is written such as ${usualRegion}` }]
}

function endpointProblems({ endpoint }: AwsSettings): Problem[] {
  if (!endpoint) return []
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const refuse = (message: string) => [{ path: 'endpoint', code: 'invalid_endpoint', message }]
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return refuse('an endpoint is a URL with https, such as https://route53.amazonaws.com')
  }
  if (url.username !== '' || url.password !== '') return refuse('an endpoint has no user name and password in it')
  if (url.search !== '' || url.hash !== '') return refuse('an endpoint has no query and no fragment')
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return refuse('without TLS only this machine itself can be asked, such as http://127.0.0.1:4566')
  }
  return []
}

function isLoopback(host: string): boolean {
  return /^(localhost|(.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)
}

/** The settings, with what isn't given absent. Throws where a provider can't be opened with them. */
export function readAwsSettings(settings: AwsSettings, rules: AwsRules): AwsSettings {
  const [problem] = awsSettingsProblems(settings, rules)
  if (problem !== undefined) {
    throw new ProviderError({ code: 'auth', message: `the AWS credentials are not usable: ${problem.message}` })
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '' && value !== undefined))
}

/**
 * Where a client of the SDK asks. The SDK looks for endpoints in the environment and in AWS's files too (`AWS_ENDPOINT_URL`,
 * `endpoint_url`): these are the machine's, and not for accounts that are somebody else's.
 */
export function placeOf({ region = usualRegion, endpoint, useDefaultChain = false }: AwsSettings): {
  region: string
  endpoint?: string
  ignoreConfiguredEndpointUrls: boolean
} {
  return { region, ignoreConfiguredEndpointUrls: !useDefaultChain, ...(endpoint && { endpoint }) }
}
