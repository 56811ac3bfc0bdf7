import type { DeleteRecordBody, PutRecordBody, RecordSet } from '../contract/records.ts'
import { targetOf } from '../plan/resolve.ts'
import type { Intent } from '../plan/types.ts'
import type { Zone } from '../store/store.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { refuseManaged } from './managed-sets.ts'
import { factsOf, parseDeletion, parseRecordSet } from './parse-record-set.ts'
import { recordSetData } from './record-set-data.ts'
import { submitIntents } from './submit-intents.ts'
import { prepareWait, type Wanted } from './wait-until-served.ts'
import type { Submitted } from './zone-writers.ts'

export interface WrittenSet {
  set: RecordSet
  /** Whether all name servers have it; where the caller wants to know. */
  inSync?: boolean
}

interface Request<Body> {
  id: string
  body: Body
  /** Absent: nobody waits until it is served. */
  wait?: Wanted
}

/** Creates a record set, or replaces it whole. Gives the set as it is stored, once the provider has accepted it. */
export async function putRecordSet(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body, wait }: Request<PutRecordBody>,
): Promise<WrittenSet> {
  const zone = await findZone(deps, place, id)
  const rrset = parseRecordSet(body, factsOf(deps, zone))
  const { submitted, served } = await write(deps, { caller, place, zone, wait }, { op: 'put', rrset })
  return { set: recordSetData(submitted.results[0]?.stored ?? rrset), ...served }
}

/** Deletes a record set that holds exactly the values given, in any order; gives the set that was there. */
export async function deleteRecordSet(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body, wait }: Request<DeleteRecordBody>,
): Promise<WrittenSet> {
  const zone = await findZone(deps, place, id)
  const intent = parseDeletion(body, factsOf(deps, zone))
  const { submitted, served } = await write(deps, { caller, place, zone, wait }, intent)
  const { resolution } = submitted.results[0] ?? {}
  if (resolution?.status !== 'change' || resolution.change.op !== 'delete') {
    throw new TypeError('a delete that was accepted came to no delete')
  }
  return { set: recordSetData(resolution.change.before), ...served }
}

interface Write {
  caller: Caller
  place: Place
  zone: Zone
  wait: Wanted | undefined
}

async function write(
  deps: Deps,
  { caller, place, zone, wait }: Write,
  intent: Intent,
): Promise<{ submitted: Submitted; served: { inSync?: boolean } }> {
  refuseManaged(zone.domain, targetOf(intent))
  const untilServed = await prepareWait(deps, zone, wait)
  const submitted = await submitIntents(deps, { caller, workspaceId: place.workspaceId }, zone, [intent])
  return { submitted, served: await untilServed(submitted.outcomes) }
}
