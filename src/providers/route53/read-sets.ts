import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53'
import { labelsOf } from '../../dns/name.ts'
import type { Name, RRset } from '../../dns/rrset.ts'
import type { RemoteZone } from '../provider.ts'
import type { Session } from './client.ts'
import { fromServiceSet, largestPage } from './convert.ts'
import { providerError } from './failures.ts'
import { fromServiceName, toServiceName } from './names.ts'

/** What is asked for where one name is left; it has room for every type of a name, and is quicker than a page of 300. */
const pageForOneName = 30

export async function* readSets(
  session: Session,
  zone: RemoteZone,
  at: readonly Name[] | undefined,
): AsyncGenerator<RRset> {
  for await (const set of readServiceSets(session, zone, at)) yield fromServiceSet(set)
}

/** The sets as the service writes them. */
export async function* readServiceSets(
  session: Session,
  zone: RemoteZone,
  at: readonly Name[] | undefined,
): AsyncGenerator<ResourceRecordSet> {
  try {
    if (at === undefined) yield* readAll(session, zone)
    else yield* readNames(session, zone, at)
  } catch (error) {
    throw providerError(error)
  }
}

async function* readAll(session: Session, zone: RemoteZone): AsyncGenerator<ResourceRecordSet> {
  let page = await ask(session, zone, {})
  for (;;) {
    yield* page.sets
    if (page.next === undefined) return
    page = await ask(session, zone, page.next)
  }
}

/**
 * Asks from the first name on, takes whatever of the names stands on the page, and asks again from the first one that is left.
 * So it takes no more requests than there are names, and about as few as a listing of the zone where that is less.
 */
async function* readNames(session: Session, zone: RemoteZone, at: readonly Name[]): AsyncGenerator<ResourceRecordSet> {
  const left = new Set([...new Set(at)].sort(byServiceOrder))
  for (const first of left) {
    const start: Start = { StartRecordName: toServiceName(first) }
    for (let next: Start | undefined = start; next !== undefined; ) {
      const page: Page = await ask(session, zone, next, left.size === 1 ? pageForOneName : largestPage)
      const names = page.sets.map(({ Name = '' }) => fromServiceName(Name))
      for (const [index, set] of page.sets.entries()) if (left.has(names[index]!)) yield set
      const last = names.at(-1)
      strike(left, { first, last, seen: new Set(names), isEnd: page.next === undefined })
      next = last !== undefined && left.has(last) ? page.next : undefined
    }
  }
}

/** Takes out of the names that are left those that a page has told everything of. */
function strike(
  left: Set<Name>,
  { first, last, seen, isEnd }: { first: Name; last: Name | undefined; seen: ReadonlySet<Name>; isEnd: boolean },
): void {
  const end = isEnd ? undefined : last
  for (const name of left) {
    // More of the last name's sets may stand on the next page.
    if (name === end) continue
    if (name === first || seen.has(name) || isBetween(first, name, end)) left.delete(name)
  }
}

/** Names in whose order the service and we surely agree; of others (`*`, escapes) the guide says too little. */
function isPlain(name: Name): boolean {
  return /^[a-z0-9_.-]+$/.test(name)
}

function isBetween(first: Name, name: Name, end: Name | undefined): boolean {
  if (!isPlain(first) || !isPlain(name)) return false
  return end === undefined || (isPlain(end) && orderKey(name) < orderKey(end))
}

/** Plain names as the service orders them, then all others, which are asked for one by one. */
function byServiceOrder(one: Name, other: Name): number {
  if (isPlain(one) !== isPlain(other)) return isPlain(one) ? -1 : 1
  return orderKey(one) < orderKey(other) ? -1 : 1
}

/** Names from the last label to the first, in ASCII order with the dots between and after them (ListResourceRecordSets, "Sort order"). */
function orderKey(name: Name): string {
  return `${labelsOf(name).reverse().join('.')}.`
}

type Start = Omit<ListResourceRecordSetsCommandInput, 'HostedZoneId' | 'MaxItems'>

interface Page {
  sets: ResourceRecordSet[]
  /** Where the next page starts. */
  next: Start | undefined
}

async function ask(session: Session, zone: RemoteZone, start: Start, size = largestPage): Promise<Page> {
  const input = { HostedZoneId: zone.hostedZoneId, ...start, MaxItems: size }
  const answer = await session.send(new ListResourceRecordSetsCommand(input))
  const { ResourceRecordSets: sets = [], IsTruncated, NextRecordName, NextRecordType, NextRecordIdentifier } = answer
  if (!IsTruncated) return { sets, next: undefined }
  return {
    sets,
    next: {
      StartRecordName: NextRecordName,
      StartRecordType: NextRecordType,
      ...(NextRecordIdentifier && { StartRecordIdentifier: NextRecordIdentifier }),
    },
  }
}
