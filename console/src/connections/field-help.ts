/** What isn't said by a field's name. */
const help: Readonly<Record<string, string>> = {
  'aws.accessKeyId': 'Of an IAM user, such as AKIA…; not needed with the credentials of the machine.',
  'aws.sessionToken': 'Of a temporary access key only.',
  'aws.region': 'us-east-1 unless told; Route 53 itself has no regions.',
  'aws.roleArn': 'Taken on with the key before anything else is done.',
  'cloudflare.apiToken': 'Needs Zone:Read and DNS:Edit for the zones it is to keep.',
  'cloudflare.accountId': 'Limits the connection to the zones of this account.',
  'powerdns.endpoint': "The server's web server, such as http://192.0.2.53:8081.",
  'powerdns.apiKey': '“api-key” in the settings of the server.',
  'powerdns.serverId': 'localhost unless told, as every server calls itself.',
  'powerdns.nameServers': 'What new zones are delegated to, one a line.',
  'rfc2136.server': 'The primary, by address or host name.',
  'rfc2136.port': '53 unless told.',
  'rfc2136.tsig': 'What updates are signed with; zones are read with it too.',
  'rfc2136.transferTsig': 'What zones are read with, where it is another key.',
  'rfc2136.zones': 'The zones that may be taken up, one a line; left empty, whichever the server has.',
}

export function fieldHelp(provider: string, field: string): string | undefined {
  if (help[`${provider}.${field}`] !== undefined) return help[`${provider}.${field}`]
  return field === 'endpoint' ? "In place of the provider's own, for a gateway or a test server." : undefined
}

/** Fields that something else can stand in for, and as a rule doesn't. */
const usuallyNeeded = new Set(['aws.accessKeyId', 'aws.secretAccessKey'])

export function isUsuallyNeeded(provider: string, field: string): boolean {
  return usuallyNeeded.has(`${provider}.${field}`)
}
