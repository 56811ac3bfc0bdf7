import type { FirstStart } from './services/first-start.ts'

export interface Addresses {
  /** Without a final slash. */
  url: string
  dns: { host: string; port: number }
}

/** What is printed when everything listens. */
export function runningBanner({ url, dns }: Addresses): string {
  return `
Zoneplane is running.
  console   ${url}
  API       ${url}/api   (documentation: ${url}/docs)
  DNS       ${dns.host} port ${dns.port}, UDP and TCP
`
}

/** What is printed once, after a first start: the only copy of its secrets, and lines to paste into a shell. */
export function firstStartBanner({ url, dns }: Addresses, made: FirstStart): string {
  const password = made.generatedPassword ?? '(the one from ZONEPLANE_ADMIN_PASSWORD)'
  return `
First start. These secrets are shown this once; keep what you need.
  sign in   ${made.email}   ${password}
  API key   ${made.apiKey}
  machine   ${made.machineKey}

Make a zone, add a record through each API, and ask the name server:

# paste from here
URL=${url}
API_KEY=${made.apiKey}
MACHINE_KEY=${made.machineKey}
post() { curl -sS "$URL$1" -H "X-API-Key: $2" -H 'Content-Type: application/json' -d "$3"; echo; }
ZONE=$(post /api/demo/production/dns "$API_KEY" '{"name":"Example","domainName":"example.com"}' | tee /dev/stderr | sed -E 's/.*"data":\\{"id":([0-9]+).*/\\1/')
post /api/demo/production/dns/$ZONE/records "$API_KEY" '{"name":"www","type":"A","ttl":300,"values":["192.0.2.10"]}'
post /api/projects/demo/domains "$API_KEY" '{"domain":"example.com","zoneId":'$ZONE',"internalPurchase":true}'
post /api/v1/machine/domain-manager/dns-records "$MACHINE_KEY" '{"domain":"example.com","record":{"type":"TXT","name":"@","value":"hello"}}'
dig +noall +answer @${dns.host} -p ${dns.port} www.example.com A
dig +noall +answer @${dns.host} -p ${dns.port} example.com TXT
# to here
`
}
