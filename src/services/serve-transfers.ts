import { isInNetworks } from '../contract/networks.ts'
import { isWithin } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import type { JournalStep, Store, TransferState } from '../store/store.ts'
import type { TsigKey } from '../tsig/tsig-key.ts'
import { type KnownSecondary, networksOf, type SecondaryDirectory } from './secondary-directory.ts'
import type { SecondaryNewsKeeper } from './secondary-news.ts'
import type { SecondaryNotifier } from './secondary-notifier.ts'

/** Who may transfer what, and what becomes of it. */
export interface TransferDesk {
  /** The key of that name, if it's a secondary's. */
  keyNamed(name: Name): TsigKey | undefined
  /**
   * Whoever asks, where they may have the zone. Without a key by address alone, and only those that have none. Strangers are told
   * from memory, so that their number costs the store nothing.
   */
  admit(request: TransferRequest): Promise<Admitted | undefined>
  /** The catalog zone that a name lies in, the innermost one: nobody but those who follow it may know what is in there. */
  catalogAt(name: Name): Name | undefined
  /** Says of a zone's secondaries that may have meant well why they were refused. */
  noteRefusal(request: TransferRequest & { keyName?: Name; reason: string }): Promise<void>
}

export interface TransferRequest {
  zone: Name
  address: string
  key?: TsigKey
}

export interface Admitted {
  /** What has changed since a serial; undefined where only the whole zone helps. */
  since(serial: number): Promise<readonly JournalStep[] | undefined>
  /** What became of the transfer. */
  note(end: Omit<TransferState, 'at' | 'address'>): void
}

export function createTransferDesk(parts: {
  store: Pick<Store, 'journal'>
  directory: SecondaryDirectory
  news: SecondaryNewsKeeper
  notifier: SecondaryNotifier
  now(): number
}): TransferDesk {
  const { store, directory, news, notifier, now } = parts

  return {
    keyNamed: name => directory.keyNamed(name)?.key,

    async admit({ zone: domain, address, key }) {
      if (!directory.all().some(follower => isAsking(follower, { address, key }))) return undefined
      const zone = await directory.find(domain)
      const secondary = zone?.followers.find(follower => isAsking(follower, { address, key }))
      if (zone === undefined || secondary === undefined) return undefined
      const { hostedZoneId } = zone
      return {
        since: async serial => (hostedZoneId === undefined ? undefined : store.journal.since(hostedZoneId, serial)),
        note(end) {
          const at = now()
          // Nobody answers questions about a catalog, so whoever has been given it is taken to have it.
          const isSeen = hostedZoneId === undefined && end.status === 'sent'
          const seen = isSeen ? { seen: { at, serial: end.serial, reason: null } } : {}
          news.note({ secondaryId: secondary.id, domain, transferred: { at, address, ...end }, ...seen })
          if (end.status !== 'sent' || end.serial === null) return
          notifier.hasTransferred(secondary, { domain, serial: end.serial, isCatalog: hostedZoneId === undefined })
        },
      }
    },

    catalogAt(name) {
      const around = directory.catalogs().filter(({ domain }) => isWithin(name, domain))
      return around.sort((one, other) => other.domain.length - one.domain.length)[0]?.domain
    },

    async noteRefusal({ zone: domain, address, keyName, reason }) {
      const isMeant = (follower: KnownSecondary) =>
        (keyName !== undefined && follower.key?.name === keyName) || isInNetworks(address, networksOf(follower))
      if (!directory.all().some(isMeant)) return
      const zone = await directory.find(domain)
      for (const { id } of zone?.followers.filter(isMeant) ?? []) {
        const transferred = { ...nothing, at: now(), address, status: 'failed', reason } as const
        news.note({ secondaryId: id, domain, transferred })
      }
    },
  }
}

const nothing = { kind: null, serial: null, records: null, bytes: null, milliseconds: null }

/** One that has a key has to sign with it, and may then ask from anywhere, unless its networks are named. */
function isAsking(secondary: KnownSecondary, { address, key }: Pick<TransferRequest, 'address' | 'key'>): boolean {
  if (secondary.key?.name !== key?.name) return false
  if (key !== undefined && secondary.transferFrom === null) return true
  return isInNetworks(address, networksOf(secondary))
}
