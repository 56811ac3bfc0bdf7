import { refuse } from './api-error.ts'
import { planLimits } from './options.ts'
import { deleteRecord, type Given, patchRecord, postRecord, putRecord, type WriteContext } from './write-record.ts'
import type { StoredRecord } from './zone-store.ts'

type Kind = 'deletes' | 'patches' | 'puts' | 'posts'

/** The order in which they are carried out, whatever the order in the request. */
const kinds: readonly Kind[] = ['deletes', 'patches', 'puts', 'posts']

/** All of it is made on a draft; the first thing that is refused ends it, and the caller drops the draft. */
export function runBatch(context: WriteContext, body: Given): Record<Kind, StoredRecord[]> {
  const unknown = Object.keys(body).filter(key => !kinds.includes(key as Kind))
  if (unknown.length > 0) throw refuse(9207, `Request body is invalid: there is no ${unknown.join(', ')}`)
  const lists = kinds.map(kind => listOf(body, kind))
  const count = lists.reduce((sum, list) => sum + list.length, 0)
  const { operations } = planLimits[context.zone.plan]
  if (count > operations) throw refuse(9208, `A batch has ${operations} operations at most, and this one ${count}.`)
  const results = kinds.map((kind, index) => [kind, lists[index]!.map(one => carryOut(context, kind, one))] as const)
  return Object.fromEntries(results) as Record<Kind, StoredRecord[]>
}

function listOf(body: Given, kind: Kind): Given[] {
  const list = body[kind] ?? []
  if (!Array.isArray(list)) throw refuse(9207, `Request body is invalid: ${kind} must be a list`)
  if (list.some(one => typeof one !== 'object' || one === null)) {
    throw refuse(9207, `Request body is invalid: ${kind} holds something that is no record`)
  }
  return list as Given[]
}

function carryOut(context: WriteContext, kind: Kind, { id, ...given }: Given): StoredRecord {
  if (kind === 'posts') return postRecord(context, given)
  if (typeof id !== 'string') throw refuse(9207, `Request body is invalid: ${kind} need the id of each record`)
  if (kind === 'deletes') return deleteRecord(context, id)
  return kind === 'patches' ? patchRecord(context, id, given) : putRecord(context, id, given)
}
