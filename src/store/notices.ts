import type { Backend } from './backend.ts'
import { gather } from './gather.ts'
import type { Notice, Notices } from './history.ts'

export function notices({ queries, news, inTransaction }: Backend): Notices {
  const publish = async (notices: readonly Notice[]) => {
    await news.publish(queries, notices)
    return notices.map(() => undefined)
  }
  const publishAll = inTransaction ? publish : gather(publish)
  return {
    listen: news.listen,
    async publish(notice) {
      await publishAll([notice])
    },
  }
}

/** Whoever wants to hear of notices in this process. */
export interface Listeners {
  add: Notices['listen']
  tell(notice: Notice): void
  /** Notices may have been missed. */
  tellOfGap(): void
}

/** Each is told in a turn of its own, so that one that throws takes down neither the others nor whoever published. */
export function createListeners(): Listeners {
  const all = new Set<{ onNotice(notice: Notice): void; onGap(): void }>()
  const each = (tell: (listener: { onNotice(notice: Notice): void; onGap(): void }) => void) => {
    for (const listener of all) {
      queueMicrotask(() => {
        if (all.has(listener)) tell(listener)
      })
    }
  }
  return {
    add(onNotice, onGap) {
      const listener = { onNotice, onGap }
      all.add(listener)
      return () => {
        all.delete(listener)
      }
    },
    tell: notice => each(listener => listener.onNotice(notice)),
    tellOfGap: () => each(listener => listener.onGap()),
  }
}

/** What PostgreSQL carries, less than 8000 bytes (https://www.postgresql.org/docs/current/sql-notify.html). */
const longestPayload = 7_999

/** As short as it has to be: without its list where that doesn't fit. `from`: the process that sends it. */
export function encodeNotice(notice: Notice, from: string): string {
  const text = JSON.stringify({ ...notice, from })
  return Buffer.byteLength(text) <= longestPayload ? text : JSON.stringify({ ...withoutLists(notice), from })
}

function withoutLists(notice: Notice): Notice {
  if (notice.kind === 'committed') {
    const { sets: _, ...rest } = notice
    return rest
  }
  if (notice.kind !== 'ended') return notice
  const { changeSets: _, ...rest } = notice
  return rest
}

/** Undefined for what is no notice: anybody on the database can send to the channel. */
export function decodeNotice(text: string, ownName: string): Notice | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isNotice(value)) return undefined
    const { from, ...notice } = value
    return hasOwn(notice) ? { ...notice, own: from === ownName } : notice
  } catch {
    return undefined
  }
}

const numbersOf: Record<Notice['kind'], readonly string[]> = {
  pending: ['zoneId'],
  wanted: ['zoneId'],
  settled: ['zoneId'],
  committed: ['hostedZoneId'],
  secondaries: ['workspaceId'],
  ended: ['environmentId', 'zoneId'],
  activity: ['workspaceId'],
}

function isNotice(value: unknown): value is Notice & { from?: unknown } {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const fields = new Map<string, unknown>(Object.entries(value))
  const { kind } = value
  if (typeof kind !== 'string' || !isKind(kind)) return false
  return numbersOf[kind].every(name => Number.isSafeInteger(fields.get(name))) && (hasForm[kind]?.(fields) ?? true)
}

function isKind(kind: string): kind is Notice['kind'] {
  return Object.hasOwn(numbersOf, kind)
}

/** Those that tell whether this very process has sent them. */
export function hasOwn(notice: Notice): notice is Notice & { kind: 'committed' | 'secondaries' } {
  return notice.kind === 'committed' || notice.kind === 'secondaries'
}

type Fields = ReadonlyMap<string, unknown>

/** What is more to some kinds than their numbers. */
const hasForm: Partial<Record<Notice['kind'], (fields: Fields) => boolean>> = {
  committed: fields => isCommit(fields),
  ended: fields => areEnds(fields.get('changeSets')),
  activity: fields => isActivity(fields),
}

function isCommit(fields: Fields): boolean {
  const serial = fields.get('serial')
  const hasSerial = serial === undefined || Number.isSafeInteger(serial)
  return hasSerial && typeof fields.get('domain') === 'string' && areSets(fields.get('sets'))
}

function areSets(sets: unknown): boolean {
  if (sets === undefined) return true
  const isSet = (set: unknown) => Array.isArray(set) && set.length === 2 && set.every(part => typeof part === 'string')
  return Array.isArray(sets) && sets.every(isSet)
}

function areEnds(changeSets: unknown): boolean {
  if (changeSets === undefined) return true
  const isEnd = (end: unknown) =>
    Array.isArray(end) && Number.isSafeInteger(end[0]) && ['applied', 'failed', 'partial'].includes(end[1])
  return Array.isArray(changeSets) && changeSets.every(isEnd)
}

function isActivity(fields: Fields): boolean {
  const isIdOrNull = (value: unknown) => value === null || Number.isSafeInteger(value)
  const ids = ['projectId', 'environmentId', 'resourceId']
  return ids.every(name => isIdOrNull(fields.get(name))) && typeof fields.get('action') === 'string'
}
