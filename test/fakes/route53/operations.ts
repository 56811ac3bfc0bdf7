import { AwsError, invalidInput } from './aws-error.ts'
import { changeSets, type GivenChange } from './change-batch.ts'
import { orderKey, readName } from './names.ts'
import type { Limits } from './options.ts'
import type { Structure } from './read-input.ts'
import type { StoredZone, ZoneStore } from './zone-store.ts'

export interface Context {
  store: ZoneStore
  limits: Limits
  healthChecks: ReadonlySet<string>
  now(): number
  inSyncAfter: number
  underWay: number
  unknownFor: number
}

interface Answer {
  output: Structure
  /** What the answer says where the new thing is. */
  location?: string
}

/** Carries out an operation of an account. */
export type Handler = (context: Context, account: string, input: Structure) => Answer

const baseUrl = 'https://route53.amazonaws.com/2013-04-01'

export const handlers: Readonly<Record<string, Handler>> = {
  ListHostedZones(context, account, { Marker, MaxItems }) {
    const zones = zonesOf(context, account).sort((one, other) => (one.id < other.id ? -1 : 1))
    const first = Marker === undefined ? 0 : zones.findIndex(({ id }) => id >= String(Marker))
    const size = pageSize(MaxItems, 100)
    const page = first < 0 ? [] : zones.slice(first, first + size)
    const next = first < 0 ? undefined : zones[first + size]?.id
    const marks = {
      Marker: String(Marker ?? ''),
      NextMarker: next,
      IsTruncated: next !== undefined,
      MaxItems: String(size),
    }
    return { output: { HostedZones: page.map(describe), ...marks } }
  },

  ListHostedZonesByName(context, account, { DNSName, HostedZoneId, MaxItems }) {
    if (HostedZoneId !== undefined && DNSName === undefined)
      throw invalidInput('The ID cannot be given without a name.')
    const place = (labels: string[], id: string) => `${orderKey(labels)} ${id}`
    const start = DNSName === undefined ? '' : place(need(String(DNSName)), String(HostedZoneId ?? ''))
    const zones = zonesOf(context, account)
      .map(zone => ({ zone, at: place(zone.labels, zone.id) }))
      .filter(({ at }) => at >= start)
      .sort((one, other) => (one.at < other.at ? -1 : 1))
      .map(({ zone }) => zone)
    const size = pageSize(MaxItems, 100)
    const next = zones[size]
    return {
      output: {
        HostedZones: zones.slice(0, size).map(describe),
        DNSName,
        HostedZoneId,
        IsTruncated: next !== undefined,
        NextDNSName: next?.name,
        NextHostedZoneId: next?.id,
        MaxItems: String(size),
      },
    }
  },

  GetHostedZoneCount: (context, account) => ({ output: { HostedZoneCount: zonesOf(context, account).length } }),

  GetHostedZone(context, account, { Id }) {
    const zone = zoneOf(context, account, Id)
    const servers = zone.isPrivate ? {} : { DelegationSet: { NameServers: zone.nameServers } }
    return { output: { HostedZone: describe(zone), ...servers } }
  },

  CreateHostedZone(context, account, input) {
    const { Name, CallerReference, HostedZoneConfig, VPC } = input as { [name: string]: string } & {
      HostedZoneConfig?: { Comment?: string; PrivateZone?: boolean }
    }
    const labels = readName(String(Name))
    if (labels === undefined || labels.length < 1)
      throw new AwsError(400, 'InvalidDomainName', `${Name} is not a valid domain name`)
    const own = zonesOf(context, account)
    if (own.some(({ reference }) => reference === CallerReference)) {
      const message = `A hosted zone has already been created with the specified caller reference: ${CallerReference}`
      throw new AwsError(409, 'HostedZoneAlreadyExists', message)
    }
    if (own.length >= context.limits.zonesPerAccount) {
      throw new AwsError(
        400,
        'TooManyHostedZones',
        'Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones.',
      )
    }
    const { Comment: comment } = HostedZoneConfig ?? {}
    const isPrivate = VPC !== undefined
    const made = { name: String(Name), account, reference: String(CallerReference), isPrivate }
    const zone = context.store.add({ ...made, ...(comment !== undefined && { comment }) }, context.now())
    const servers = { DelegationSet: { NameServers: zone.nameServers } }
    const output = { HostedZone: describe(zone), ChangeInfo: newChange(context), ...servers }
    return { output, location: `${baseUrl}/hostedzone/${zone.id}` }
  },

  UpdateHostedZoneComment(context, account, { Id, Comment }) {
    const zone = zoneOf(context, account, Id)
    zone.comment = Comment === undefined ? undefined : String(Comment)
    return { output: { HostedZone: describe(zone) } }
  },

  DeleteHostedZone(context, account, { Id }) {
    const zone = zoneOf(context, account, Id)
    if (zone.sets.all().some(({ Name, Type }) => Name !== zone.name || (Type !== 'NS' && Type !== 'SOA'))) {
      const message = 'The specified hosted zone contains non-required resource record sets  and so cannot be deleted.'
      throw new AwsError(400, 'HostedZoneNotEmpty', message)
    }
    context.store.zones.delete(zone.id)
    return { output: { ChangeInfo: newChange(context) } }
  },

  ListResourceRecordSets(context, account, input) {
    const { Id, HostedZoneId = Id, StartRecordName: name, StartRecordType: type, StartRecordIdentifier: id } = input
    const zone = zoneOf(context, account, HostedZoneId)
    if (type !== undefined && name === undefined) throw invalidInput('The RecordType cannot be given without a name.')
    if (id !== undefined && type === undefined) throw invalidInput('The identifier cannot be given without a type.')
    const size = pageSize(input.MaxItems, 300, 100)
    const start = name === undefined ? '' : orderKey(need(String(name)))
    const found = zone.sets.from([start, String(type ?? ''), String(id ?? '')], size + 1)
    const next = found[size]
    return {
      output: {
        ResourceRecordSets: found.slice(0, size),
        IsTruncated: next !== undefined,
        NextRecordName: next?.Name,
        NextRecordType: next?.Type,
        NextRecordIdentifier: next?.SetIdentifier,
        MaxItems: String(size),
      },
    }
  },

  ChangeResourceRecordSets(context, account, { HostedZoneId, ChangeBatch }) {
    const zone = zoneOf(context, account, HostedZoneId)
    const { limits, healthChecks, now } = context
    if (now() < zone.busyUntil) {
      const message = 'The request was rejected because Route 53 was still processing a prior request.'
      throw new AwsError(400, 'PriorRequestNotComplete', message)
    }
    changeSets(zone, (ChangeBatch as unknown as { Changes: GivenChange[] }).Changes, { limits, healthChecks })
    zone.busyUntil = now() + context.underWay
    return { output: { ChangeInfo: newChange(context) } }
  },

  GetChange({ store, now, inSyncAfter }, _account, { Id }) {
    const at = store.changes.get(String(Id))
    if (at === undefined) throw new AwsError(404, 'NoSuchChange', `Could not find resource with ID: ${Id}`)
    return { output: { ChangeInfo: changeInfo(String(Id), at, now() - at >= inSyncAfter) } }
  },

  GetHostedZoneLimit(context, account, { HostedZoneId, Type }) {
    const zone = zoneOf(context, account, HostedZoneId)
    return { output: { Limit: { Type, Value: context.limits.setsPerZone }, Count: zone.sets.size } }
  },

  /** They were made elsewhere, and nothing more is known of them than that they are there; all on one page. */
  ListHealthChecks({ healthChecks }, _account, { Marker }) {
    const HealthChecks = [...healthChecks].map(Id => {
      return { Id, CallerReference: Id, HealthCheckConfig: { Type: 'HTTPS' }, HealthCheckVersion: 1 }
    })
    return { output: { HealthChecks, Marker: String(Marker ?? ''), MaxItems: '100', IsTruncated: false } }
  },

  GetDNSSEC(context, account, { HostedZoneId }) {
    zoneOf(context, account, HostedZoneId)
    return { output: { Status: { ServeSignature: 'NOT_SIGNING' }, KeySigningKeys: [] } }
  },
}

function zonesOf({ store }: Context, account: string): StoredZone[] {
  return [...store.zones.values()].filter(zone => zone.account === account)
}

function zoneOf({ store, now, unknownFor }: Context, account: string, id: Structure[string]): StoredZone {
  const zone = store.zones.get(String(id))
  if (zone === undefined || zone.account !== account || now() - zone.createdAt < unknownFor) {
    throw new AwsError(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`)
  }
  return zone
}

function describe({ id, name, reference, comment, isPrivate, sets }: StoredZone): Structure {
  return {
    Id: `/hostedzone/${id}`,
    Name: name,
    CallerReference: reference,
    Config: { ...(comment !== undefined && { Comment: comment }), PrivateZone: isPrivate },
    ResourceRecordSetCount: sets.size,
  }
}

function newChange({ store, now }: Context): Structure {
  const id = store.newId('C')
  store.changes.set(id, now())
  return changeInfo(id, now(), false)
}

function changeInfo(id: string, at: number, isInSync: boolean): Structure {
  return { Id: `/change/${id}`, Status: isInSync ? 'INSYNC' : 'PENDING', SubmittedAt: new Date(at).toISOString() }
}

function pageSize(given: Structure[string], largest: number, usual = largest): number {
  if (given === undefined) return usual
  if (!/^[1-9]\d{0,9}$/.test(String(given))) throw invalidInput(`${given} is not a valid number of items`)
  return Math.min(Number(given), largest)
}

function need(text: string): string[] {
  const labels = readName(text)
  if (labels === undefined) throw invalidInput(`${text} is not a valid domain name`)
  return labels
}
