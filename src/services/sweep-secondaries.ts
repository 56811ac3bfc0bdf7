import type { Name, Rdata } from '../dns/rrset.ts'
import { serialOf } from '../plan/serial.ts'
import type { Store } from '../store/store.ts'
import type { KnownSecondary, SecondaryDirectory } from './secondary-directory.ts'

export interface BehindSecondary {
  secondary: KnownSecondary
  domain: Name
}

/** What one look takes up; the next one goes on. */
const mostAtOnce = 5_000

/** How many zones follow a secondary, catalog zones aside, and how many of them it isn't known to have as they're stored. */
export interface SecondaryProgress {
  followed: number
  behind: number
}

export interface SecondaryLook {
  progress: ReadonlyMap<number, SecondaryProgress>
  /** What nobody saw to, and what is ours to see to from now on. */
  claimed: BehindSecondary[]
}

/**
 * Compares what secondaries have shown with what is stored. Those that are behind, and that nobody sees to, are what an instance has
 * left that is gone, or was given up: they're ours until `until`. `isAlone`: nobody else can be at it.
 */
export async function lookAtSecondaries(
  store: Store,
  directory: SecondaryDirectory,
  { now, until, isAlone }: { now: number; until: number; isAlone: boolean },
): Promise<SecondaryLook> {
  const zones = await followedZones(store, directory)
  const positions = new Map((await store.secondaryStates.positions()).map(row => [keyOf(row), row]))
  const positionOf = (zone: Followed) => positions.get(keyOf({ secondaryId: zone.secondary.id, domain: zone.domain }))
  const behind = zones.filter(zone => positionOf(zone)?.serial !== zone.serial)
  const busyUntil = (zone: Followed) => (isAlone ? 0 : (positionOf(zone)?.busyUntil ?? 0))
  // Those that nobody has seen to for longest go first, so that many that are down keep no other from its turn.
  const left = behind
    .filter(zone => zone.secondary.notify && busyUntil(zone) <= now)
    .sort((one, other) => busyUntil(one) - busyUntil(other))
    .slice(0, mostAtOnce)
  const pairs = left.map(({ secondary, domain }) => ({ secondaryId: secondary.id, domain }))
  const claimed = await store.secondaryStates.claim(pairs, { now: isAlone ? Number.MAX_SAFE_INTEGER : now, until })
  const ours = new Set(claimed.map(keyOf))
  return {
    progress: progressOf(zones, behind),
    claimed: left.filter(({ secondary, domain }) => ours.has(keyOf({ secondaryId: secondary.id, domain }))),
  }
}

function progressOf(zones: readonly Followed[], behind: readonly Followed[]): Map<number, SecondaryProgress> {
  const countOf = (list: readonly Followed[]) =>
    Map.groupBy(
      list.filter(({ isCatalog }) => !isCatalog),
      ({ secondary }) => secondary.id,
    )
  const late = countOf(behind)
  return new Map(
    [...countOf(zones)].map(([id, { length }]) => [id, { followed: length, behind: late.get(id)?.length ?? 0 }]),
  )
}

interface Followed extends BehindSecondary {
  serial: number
  isCatalog: boolean
}

async function followedZones(store: Store, directory: SecondaryDirectory): Promise<Followed[]> {
  const [soas, zones, choices] = await Promise.all([
    store.hostedZones.soas(),
    store.hostedZones.list(),
    store.secondaries.choices(),
  ])
  const serials = new Map(soas.map(({ id, soa }: { id: number; soa: Rdata }) => [id, serialOf(soa)]))
  const own = new Map(choices.map(({ hostedZoneId, ids }) => [hostedZoneId, ids]))
  const known = Map.groupBy(directory.all(), ({ workspaceId }) => workspaceId)
  const ofZones = zones.flatMap(({ id, domain, workspaceId }) => {
    const serial = serials.get(id)
    const ids = own.get(id)
    const followers = (known.get(workspaceId) ?? []).filter(
      secondary => ids === undefined || ids.includes(secondary.id),
    )
    return serial === undefined ? [] : followers.map(secondary => ({ secondary, domain, serial, isCatalog: false }))
  })
  const ofCatalogs = directory.catalogs().flatMap(({ workspaceId, domain, serial }) => {
    return (known.get(workspaceId) ?? []).map(secondary => ({ secondary, domain, serial, isCatalog: true }))
  })
  return [...ofZones, ...ofCatalogs]
}

const keyOf = ({ secondaryId, domain }: { secondaryId: number; domain: Name }) => `${secondaryId} ${domain}`
