import { base64Bytes } from '../dns/encodings.ts'
import type { Name } from '../dns/rrset.ts'
import type { CatalogZone, SecondaryWithSecret, Store } from '../store/store.ts'
import type { TsigKey } from '../tsig/tsig-key.ts'
import type { Log } from './deps.ts'

export interface KnownSecondary extends Omit<SecondaryWithSecret, 'tsig'> {
  key: TsigKey | undefined
}

/** A zone that is transferred to secondaries. */
export interface FollowedZone {
  domain: Name
  workspaceId: number
  /** Undefined for a catalog zone. */
  hostedZoneId: number | undefined
  followers: readonly KnownSecondary[]
}

/** Who may ask for what, in memory: so that messages cost no question to the store, whoever sends them. */
export interface SecondaryDirectory {
  keyNamed(name: Name): KnownSecondary | undefined
  /** Undefined for what is no zone of ours, and where nobody follows it. */
  find(domain: Name): Promise<FollowedZone | undefined>
  all(): readonly KnownSecondary[]
  catalogs(): readonly CatalogZone[]
  reload(): Promise<void>
  close(): void
}

/** Reads everything once, and again when it has been changed here or by another instance. */
export async function createSecondaryDirectory({
  store,
  log,
}: {
  store: Store
  log: Log
}): Promise<SecondaryDirectory> {
  let known: readonly KnownSecondary[] = []
  let catalogs: readonly CatalogZone[] = []
  const zones = new Map<Name, FollowedZone | undefined>()
  /** Counts what makes zones that are being looked up just now out of date. */
  let generation = 0

  let reloads = 0
  /** The one whose answers are in use. */
  let latest = 0

  async function reload(): Promise<void> {
    const reload = ++reloads
    const [secondaries, all] = await Promise.all([store.secondaries.all(), store.catalogZones.list()])
    // Of several at once the last one to begin counts, whichever is answered last.
    if (reload < latest) return
    latest = reload
    known = secondaries.map(({ tsig, ...secondary }) => ({ ...secondary, key: tsig ? keyOf(tsig) : undefined }))
    catalogs = all
    forget()
  }

  function forget(domain?: Name): void {
    generation++
    if (domain === undefined) zones.clear()
    else zones.delete(domain)
  }

  async function look(domain: Name): Promise<FollowedZone | undefined> {
    const catalog = catalogs.find(each => each.domain === domain)
    if (catalog !== undefined) return followed(domain, { ...catalog, hostedZoneId: undefined, ids: null })
    const zone = await store.secondaries.findChoice(domain)
    return zone && followed(domain, zone)
  }

  function followed(
    domain: Name,
    zone: { workspaceId: number; hostedZoneId: number | undefined; ids: readonly number[] | null },
  ): FollowedZone | undefined {
    const { workspaceId, hostedZoneId, ids } = zone
    const ofWorkspace = known.filter(secondary => secondary.workspaceId === workspaceId)
    const followers = ids === null ? ofWorkspace : ofWorkspace.filter(({ id }) => ids.includes(id))
    return followers.length === 0 ? undefined : { domain, workspaceId, hostedZoneId, followers }
  }

  function reloadLater(): void {
    reload().catch(error => log.warn({ err: error }, 'the secondaries could not be read; they stay as they were'))
  }

  const stopListening = store.notices.listen(notice => {
    if (notice.kind === 'secondaries') reloadLater()
    // Without a serial it was made or deleted.
    if (notice.kind === 'committed' && notice.serial === undefined) forget(notice.domain)
  }, reloadLater)
  await reload()

  return {
    keyNamed: name => known.find(({ key }) => key?.name === name),
    async find(domain) {
      if (known.length === 0) return undefined
      if (zones.has(domain)) return zones.get(domain)
      const began = generation
      const zone = await look(domain)
      // What nobody has is anybody's to ask for, so only what is there is kept.
      if (zone !== undefined && began === generation) zones.set(domain, zone)
      return zone
    },
    all: () => known,
    catalogs: () => catalogs,
    reload,
    close: stopListening,
  }
}

/** Where a secondary asks from as long as nothing else is said. */
export function networksOf({
  address,
  transferFrom,
}: Pick<KnownSecondary, 'address' | 'transferFrom'>): readonly string[] {
  return transferFrom ?? [address]
}

function keyOf({ name, algorithm, secret }: NonNullable<SecondaryWithSecret['tsig']>): TsigKey {
  return { name, algorithm, secret: base64Bytes(secret) ?? new Uint8Array() }
}
