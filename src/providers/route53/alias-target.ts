import type { Name } from '../../dns/rrset.ts'
import { globalHosts, type RegionHosts, regionHosts } from './aws-hosts.ts'

/** What an alias to an AWS resource needs to say of it, or that somebody has to look up its hosted zone id. */
export type KnownTarget =
  | { service: string; dnsName: Name; hostedZoneId: string }
  | { service: string; needsHostedZoneId: true }

interface RegionalService {
  service: string
  /** What the host name ends in, with the region as the first group. */
  pattern: RegExp
  ids?: keyof RegionHosts
  /** The alias goes to the region's own host rather than to the name itself. */
  toRegion?: true
}

const regionalServices: readonly RegionalService[] = [
  {
    service: 'S3 website',
    pattern: /(?:^|\.)(s3-website[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\.)$/,
    ids: 's3Website',
    toRegion: true,
  },
  {
    service: 'Elastic Load Balancing',
    pattern: /^.+\.(([a-z0-9-]+)\.elb\.amazonaws\.com(?:\.cn)?\.)$/,
    ids: 'loadBalancer',
  },
  {
    service: 'Network Load Balancer',
    pattern: /^.+\.(elb\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\.)$/,
    ids: 'networkLoadBalancer',
  },
  { service: 'API Gateway', pattern: /^.+\.(execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\.)$/ },
  { service: 'VPC endpoint', pattern: /^.+\.(([a-z0-9-]+)\.vpce\.amazonaws\.com(?:\.cn)?\.)$/ },
  { service: 'Elastic Beanstalk', pattern: /^.+\.(([a-z0-9-]+)\.elasticbeanstalk\.com\.)$/ },
]

/**
 * What a host name of AWS's comes to as an alias target. Undefined for hosts of anybody else, whose records an alias can't stand
 * for unless they are in a zone of the same account.
 */
export function aliasTargetFor(hostName: Name): KnownTarget | undefined {
  const everywhere = globalHosts.find(({ suffix }) => hostName.endsWith(suffix))
  if (everywhere !== undefined) {
    return { service: everywhere.service, dnsName: hostName, hostedZoneId: everywhere.hostedZoneId }
  }
  for (const { service, pattern, ids, toRegion } of regionalServices) {
    const [, regionHost, region] = pattern.exec(hostName) ?? []
    if (regionHost === undefined || region === undefined) continue
    const hostedZoneId = ids && Object.hasOwn(regionHosts, region) ? regionHosts[region]?.[ids] : undefined
    if (hostedZoneId === undefined) return { service, needsHostedZoneId: true }
    return { service, dnsName: toRegion ? regionHost : hostName, hostedZoneId }
  }
  return undefined
}
