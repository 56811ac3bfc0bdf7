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

/**
 * Secondaries that haven't shown the serial that is stored, and that nobody sees to: what an instance has left that is gone, or
 * was given up. They're ours to see to until `until`. `isAlone`: nobody else can be at it.
 */
export async function claimBehind(
  store: Store,
  directory: SecondaryDirectory,
  { now, until, isAlone }: { now: number; until: number; isAlone: boolean },
): Promise<BehindSecondary[]> {
  const zones = await followedZones(store, directory)
  const positions = new Map((await store.secondaryStates.positions()).map(row => [keyOf(row), row]))
  const isBehind = ({ secondary, domain, serial }: Followed): boolean => {
    const position = positions.get(keyOf({ secondaryId: secondary.id, domain }))
    if (position === undefined) return true
    return position.serial !== serial && (isAlone || position.busyUntil <= now)
  }
  const behind = zones.filter(isBehind).slice(0, mostAtOnce)
  const pairs = behind.map(({ secondary, domain }) => ({ secondaryId: secondary.id, domain }))
  const claimed = await store.secondaryStates.claim(pairs, { now: isAlone ? until : now, until })
  const ours = new Set(claimed.map(keyOf))
  return behind.filter(({ secondary, domain }) => ours.has(keyOf({ secondaryId: secondary.id, domain })))
}

interface Followed extends BehindSecondary {
  serial: number
}

async function followedZones(store: Store, directory: SecondaryDirectory): Promise<Followed[]> {
  const [soas, zones, choices] = await Promise.all([
    store.hostedZones.soas(),
    store.hostedZones.list(),
    store.secondaries.choices(),
  ])
  const serials = new Map(soas.map(({ id, soa }: { id: number; soa: Rdata }) => [id, serialOf(soa)]))
  const own = new Map(choices.map(({ hostedZoneId, ids }) => [hostedZoneId, ids]))
  const told = Map.groupBy(
    directory.all().filter(({ notify }) => notify),
    ({ workspaceId }) => workspaceId,
  )
  const ofZones = zones.flatMap(({ id, domain, workspaceId }) => {
    const serial = serials.get(id)
    const ids = own.get(id)
    const followers = (told.get(workspaceId) ?? []).filter(secondary => ids === undefined || ids.includes(secondary.id))
    return serial === undefined ? [] : followers.map(secondary => ({ secondary, domain, serial }))
  })
  const ofCatalogs = directory.catalogs().flatMap(({ workspaceId, domain, serial }) => {
    return (told.get(workspaceId) ?? []).map(secondary => ({ secondary, domain, serial }))
  })
  return [...ofZones, ...ofCatalogs]
}

const keyOf = ({ secondaryId, domain }: { secondaryId: number; domain: Name }) => `${secondaryId} ${domain}`
