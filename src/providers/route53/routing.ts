import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import type { Routing } from '../../dns/rrset.ts'

/** The fields of a set that say when it is the one to answer with. */
export type RoutingFields = Pick<
  ResourceRecordSet,
  | 'SetIdentifier'
  | 'Weight'
  | 'Region'
  | 'GeoLocation'
  | 'Failover'
  | 'MultiValueAnswer'
  | 'CidrRoutingConfig'
  | 'GeoProximityLocation'
  | 'HealthCheckId'
  | 'TrafficPolicyInstanceId'
>

/** Undefined for plain sets. */
export function fromRoutingFields(set: RoutingFields): Routing | undefined {
  const { HealthCheckId: healthCheckId, TrafficPolicyInstanceId: trafficPolicyInstanceId } = set
  const policy = policyOf(set)
  const isPlain = set.SetIdentifier === undefined && policy.policy === 'simple'
  if (isPlain && healthCheckId === undefined && trafficPolicyInstanceId === undefined) return undefined
  return { ...policy, ...present({ healthCheckId, trafficPolicyInstanceId }) }
}

function policyOf(set: RoutingFields): Routing {
  const { Weight, Region, Failover, GeoLocation: geo, GeoProximityLocation: near, CidrRoutingConfig: cidr } = set
  if (Weight !== undefined) return { policy: 'weighted', weight: Weight }
  if (Region !== undefined) return { policy: 'latency', region: Region }
  if (Failover !== undefined) return { policy: 'failover', role: Failover }
  if (geo !== undefined) {
    const { ContinentCode: continent, CountryCode: country, SubdivisionCode: subdivision } = geo
    return { policy: 'geolocation', ...present({ continent, country, subdivision }) }
  }
  if (near !== undefined) return nearPolicy(near)
  if (cidr !== undefined) {
    return { policy: 'cidr', collectionId: cidr.CollectionId ?? '', location: cidr.LocationName ?? '' }
  }
  return { policy: set.MultiValueAnswer ? 'multivalue' : 'simple' }
}

function nearPolicy({
  AWSRegion: region,
  LocalZoneGroup: localZoneGroup,
  Coordinates: at,
  Bias: bias,
}: NonNullable<RoutingFields['GeoProximityLocation']>): Routing {
  const coordinates = at && { latitude: at.Latitude ?? '', longitude: at.Longitude ?? '' }
  return { policy: 'geoproximity', ...present({ region, localZoneGroup, coordinates, bias }) }
}

/** The other way: every field as it was read. */
export function toRoutingFields(routing: Routing | undefined, variant: string | undefined): RoutingFields {
  const { healthCheckId, trafficPolicyInstanceId } = routing ?? {}
  return present({
    SetIdentifier: variant,
    ...(routing && policyFields(routing)),
    HealthCheckId: healthCheckId,
    TrafficPolicyInstanceId: trafficPolicyInstanceId,
  })
}

function policyFields(routing: Routing): RoutingFields {
  switch (routing.policy) {
    case 'simple':
      return {}
    case 'multivalue':
      return { MultiValueAnswer: true }
    case 'weighted':
      return { Weight: routing.weight }
    case 'latency':
      return { Region: routing.region as NonNullable<RoutingFields['Region']> }
    case 'failover':
      return { Failover: routing.role }
    case 'geolocation': {
      const { continent, country, subdivision } = routing
      const codes = { ContinentCode: continent, CountryCode: country, SubdivisionCode: subdivision }
      return { GeoLocation: present(codes) }
    }
    case 'geoproximity': {
      const { region, localZoneGroup, coordinates: at, bias } = routing
      const Coordinates = at && { Latitude: at.latitude, Longitude: at.longitude }
      const place = { AWSRegion: region, LocalZoneGroup: localZoneGroup, Coordinates, Bias: bias }
      return { GeoProximityLocation: present(place) }
    }
    case 'cidr':
      return { CidrRoutingConfig: { CollectionId: routing.collectionId, LocationName: routing.location } }
  }
}

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Without the fields that are undefined. */
function present<T extends object>(fields: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Present<T>>
}
