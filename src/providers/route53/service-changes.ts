import type { ResourceRecordSet, Change as ServiceChange } from '@aws-sdk/client-route-53'
import type { Name, RRset } from '../../dns/rrset.ts'
import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import { setKey } from '../../plan/set-key.ts'
import type { Change } from '../../plan/types.ts'
import { toServiceSet } from './convert.ts'
import { needsUpsert } from './weigh.ts'

/**
 * What is sent for some changes:
 *
 *     create     CREATE          refused where a set is there
 *     delete     DELETE before   refused where it isn't exactly what is there
 *     replace    DELETE before, CREATE after    so it overwrites nothing that nobody has seen
 *     replace    UPSERT after    where the DELETE is impossible (apex) or the two are too large for one request
 *
 * A request is made whole or not at all. Deletes go first and aliases come last, after what they stand on. `stored`: sets by key as
 * the service itself writes them, to be named so in a DELETE.
 */
export function serviceChanges(
  zone: Name,
  batch: readonly Change[],
  stored: ReadonlyMap<string, ResourceRecordSet> = new Map(),
): ServiceChange[] {
  const blind = new Set(batch.filter(change => isUpsert(zone, change)))
  const removed = batch.filter(change => !blind.has(change)).flatMap(change => beforeOf(change) ?? [])
  const written = batch.flatMap(change => {
    const after = afterOf(change)
    return after === undefined ? [] : [{ after, action: blind.has(change) ? 'UPSERT' : 'CREATE' } as const]
  })
  const [aliases, plain] = [written.filter(isAlias), written.filter(each => !isAlias(each))]
  return [
    ...[...removed].sort(aliasesFirst).map(set => deletion(stored.get(setKey(set)) ?? toServiceSet(set))),
    ...[...plain, ...targetsFirst(aliases)].map(({ after, action }) => ({
      Action: action,
      ResourceRecordSet: toServiceSet(after),
    })),
  ]
}

/** Route 53 lets nobody delete the SOA and NS sets at the apex, not even to make them again in the same request. */
export function isUpsert(zone: Name, change: Change): boolean {
  if (change.op !== 'replace') return false
  const { name, type } = setOf(change)
  return (name === zone && (type === 'NS' || type === 'SOA')) || needsUpsert(change)
}

function deletion(set: ResourceRecordSet): ServiceChange {
  return { Action: 'DELETE', ResourceRecordSet: set }
}

interface Written {
  after: RRset
  action: 'CREATE' | 'UPSERT'
}

function isAlias({ after }: Written): boolean {
  return after.options?.alias !== undefined
}

function aliasesFirst(one: RRset, other: RRset): number {
  return Number(!one.options?.alias) - Number(!other.options?.alias)
}

/** An alias of an alias comes after it; aliases in a ring come as they are, and are refused. */
function targetsFirst(aliases: readonly Written[]): Written[] {
  const byName = Map.groupBy(aliases, ({ after }) => `${after.name} ${after.type}`)
  const ordered = new Set<Written>()
  const visiting = new Set<Written>()
  const visit = (one: Written) => {
    if (ordered.has(one) || visiting.has(one)) return
    visiting.add(one)
    const { alias } = one.after.options ?? {}
    for (const target of byName.get(`${alias?.dnsName} ${one.after.type}`) ?? []) visit(target)
    ordered.add(one)
  }
  for (const one of aliases) visit(one)
  return [...ordered]
}
