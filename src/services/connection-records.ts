import { readDns } from '../contract/dns-input.ts'
import { ownerName } from '../contract/owner-name.ts'
import type { TargetMetadata } from '../contract/target-metadata.ts'
import { ipv6Groups, isIpv4 } from '../dns/address.ts'
import { nameWithoutFinalDot, parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, RecordType } from '../dns/rrset.ts'
import { textToRdata } from '../dns/text.ts'
import { aliasTargetFor } from '../providers/route53/alias-target.ts'
import type { MadeRecords } from '../store/store.ts'
import type { Read, ZoneFacts } from './parse-record-set.ts'
import { verificationName, verificationValue } from './verification-name.ts'

/** What a connection's records are made of. */
export interface Pointing {
  facts: ZoneFacts
  /** What they are at. */
  recordName: Name
  target: { resourceType: string; metadata: TargetMetadata }
  /** Seconds. */
  ttl: number
}

/** The name of a subdomain in a zone, once it is known that its verification record fits too (RFC 1035 §2.3.4: 255 bytes). */
export function readRecordName(subdomain: string, { domain }: Pick<ZoneFacts, 'domain'>): Read<Name> {
  const path = 'subdomain'
  const read = readDns(path, () => ownerName(subdomain, domain))
  if (read.value === undefined) return read
  const marker = readDns(path, () => parseName(verificationName(read.value)))
  return marker.value === undefined ? { value: undefined, problems: marker.problems } : read
}

/**
 * The records by which a name points at a target, and the one that tells that it does:
 *
 *     addresses                    A, AAAA
 *     a host that may be an alias  alias A, and AAAA where hosts of its kind have IPv6
 *     any other host               CNAME
 */
export function recordsOf(pointing: Pointing): Read<MadeRecords[]> {
  const { recordName: name, ttl } = pointing
  const read = pointersOf(pointing)
  if (read.value === undefined) return read
  const marker = { name: verificationName(name), type: 'TXT', ttl, records: [installed] }
  return { value: [...read.value, marker], problems: [] }
}

export const installed = textToRdata(new TextEncoder().encode(verificationValue))

/** Whether a target stands for addresses alone, so that a name can point at several of its kind. */
export function isAddresses(made: readonly MadeRecords[]): boolean {
  return made.every(({ type, alias }) => alias === undefined && (type === 'A' || type === 'AAAA' || type === 'TXT'))
}

function pointersOf(pointing: Pointing): Read<MadeRecords[]> {
  const { recordName: name, ttl, target } = pointing
  const { addresses, host } = addressesOf(target)
  if (addresses.length > 0) {
    return { value: addresses.map(({ type, text }) => ({ name, type, ttl, records: [text] })), problems: [] }
  }
  return host === undefined ? refuse('address_required', 'the target has no address') : pointAtHost(pointing, host)
}

function pointAtHost({ recordName: name, ttl, facts, target }: Pointing, host: Name): Read<MadeRecords[]> {
  const { domain, capabilities } = facts
  const isApex = name === domain
  const isAliased =
    (capabilities.alias === 'anywhere' || (capabilities.alias === 'apex' && isApex)) &&
    (aliasedTypes.has(target.resourceType) || isApex)
  const known = isAliased ? aliasTargetFor(host) : undefined
  if (known !== undefined && 'hostedZoneId' in known) {
    const { dnsName, hostedZoneId } = known
    const alias = { dnsName, hostedZoneId, evaluateTargetHealth: false }
    const types = hasIpv6(known) ? ['A', 'AAAA'] : ['A']
    return { value: types.map(type => ({ name, type, ttl: 0, records: [], alias })), problems: [] }
  }
  if (host === name) return refuse('points_at_itself', `${nameWithoutFinalDot(name)} would point at itself`)
  if (isApex && !capabilities.flattensApexCname) return refuse('no_cname_at_apex', apexMessage(domain, host, known))
  return { value: [{ name, type: 'CNAME', ttl, records: [host] }], problems: [] }
}

/** Targets that are somebody else's service behind a host name, whose addresses change. */
const aliasedTypes: ReadonlySet<string> = new Set(['static_website', 'load_balancer', 'distribution'])

/**
 * CloudFront has IPv6 unless it is switched off, and an alias of a host without is answered with nothing; load balancers have it
 * under names of their own; S3 websites and Global Accelerator's usual names have none.
 */
function hasIpv6({ service, dnsName }: { service: string; dnsName: Name }): boolean {
  return service === 'CloudFront' || dnsName.startsWith('dualstack.')
}

/** RFC 1034 §3.6.2: nothing stands beside a CNAME, and a zone's own name has SOA and NS. */
function apexMessage(domain: Name, host: Name, known: ReturnType<typeof aliasTargetFor>): string {
  const zone = nameWithoutFinalDot(domain)
  const target = nameWithoutFinalDot(host)
  const why =
    known === undefined
      ? `${zone} is the zone's own name, where DNS has no CNAME, and ${target} is a host name`
      : `the hosted zone id of ${target} is not known, which an alias at ${zone} would need`
  return (
    `${why}; what works: a subdomain such as www.${zone}, a target with addresses, ` +
    'or a provider that answers such a CNAME with addresses (Cloudflare), or has aliases to the host (Route 53, for hosts of AWS)'
  )
}

interface Address {
  type: RecordType
  text: string
}

function addressesOf({ resourceType, metadata }: Pointing['target']): { addresses: Address[]; host?: Name } {
  const { public_ipv4: ipv4, public_ipv6: ipv6 } = metadata
  const addresses = [
    ...(ipv4 === undefined ? [] : [{ type: 'A', text: ipv4 }]),
    ...(ipv6 === undefined ? [] : [{ type: 'AAAA', text: ipv6 }]),
  ]
  if (addresses.length > 0) return { addresses }
  const text = hostTextOf(resourceType, metadata)
  if (text === undefined) return { addresses }
  if (isIpv4(text)) return { addresses: [{ type: 'A', text }] }
  if (ipv6Groups(text) !== undefined) return { addresses: [{ type: 'AAAA', text }] }
  return { addresses, host: parseName(text) }
}

function hostTextOf(resourceType: string, metadata: TargetMetadata): string | undefined {
  const { hostname, endpoint, dns_name, domain_name, bucket_name, region } = metadata
  const text = hostname ?? endpoint ?? dns_name ?? domain_name
  if (text !== undefined || resourceType !== 'static_website') return text
  return bucket_name === undefined || region === undefined ? undefined : bucketHost(bucket_name, region)
}

/** Regions whose website endpoints are written with a hyphen (Amazon S3 user guide, "Website endpoints", read in 2025). */
const hyphenRegions: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-west-1',
  'sa-east-1',
  'us-gov-west-1',
])

function bucketHost(bucket: string, region: string): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `${bucket}.s3-website${hyphenRegions.has(region) ? '-' : '.'}${region}.${suffix}`
}

function refuse(code: string, message: string): { value: undefined; problems: Problem[] } {
  return { value: undefined, problems: [{ path: 'target', code, message }] }
}
