/** Which types each provider holds that does not hold them all; a test compares them with the providers themselves. */
const limited: Readonly<Record<string, readonly string[]>> = {
  route53: 'A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SPF SRV SSHFP SVCB TLSA TXT'.split(' '),
  cloudflare:
    'A AAAA CAA CERT CNAME DNSKEY DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SMIMEA SRV SSHFP SVCB TLSA TXT URI'.split(
      ' ',
    ),
}

/** Those that nearly everybody writes, the most common ones first. */
export const commonTypes: readonly string[] =
  'A AAAA CNAME MX TXT NS SRV CAA PTR HTTPS SVCB TLSA SSHFP DS NAPTR URI LOC DNAME'.split(' ')

const otherTypes =
  'AFSDB APL AVC CDNSKEY CDS CERT CSYNC DHCID DNSKEY EUI48 EUI64 HINFO HIP IPSECKEY KX L32 L64 LP NID OPENPGPKEY RESINFO RP SMIMEA SPF WALLET ZONEMD'.split(
    ' ',
  )

/** The types that a form offers for a zone at a provider. Those that hold all take others too, such as `TYPE65280`. */
export function typesOf(provider: string): readonly string[] {
  const types = limited[provider]
  if (types === undefined) return [...commonTypes, ...otherTypes]
  return [...commonTypes.filter(type => types.includes(type)), ...types.filter(type => !commonTypes.includes(type))]
}

/** Types that a provider can serve through its own proxies. */
export function proxiableTypes(provider: string): readonly string[] {
  return provider === 'cloudflare' ? ['A', 'AAAA', 'CNAME'] : []
}

/** Whether the NS set at a zone's own name can be written there; elsewhere the provider keeps it. */
export function writesApexNs(provider: string): boolean {
  return provider === 'route53' || provider === 'powerdns' || provider === 'rfc2136'
}
