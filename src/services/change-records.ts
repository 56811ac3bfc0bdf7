import type { DeleteRecordBody, PutRecordBody, RecordSet } from '../contract/records.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { parseExpected, parseRecordSet } from './parse-record-set.ts'
import { recordSetData } from './record-set-data.ts'
import { submitIntents } from './submit-intents.ts'

/** Creates a record set, or replaces it whole. Gives the set as it is stored, once the provider has accepted it. */
export async function putRecordSet(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: PutRecordBody },
): Promise<RecordSet> {
  const zone = await findZone(deps, place, id)
  const rrset = parseRecordSet(body, zone.domain)
  const writer = { caller, workspaceId: place.workspaceId }
  const { results } = await submitIntents(deps, writer, zone, [{ op: 'put', rrset }])
  return recordSetData(results[0]?.stored ?? rrset)
}

/** Deletes a record set that holds exactly the values given, in any order; gives the set that was there. */
export async function deleteRecordSet(
  deps: Deps,
  caller: Caller,
  place: Place,
  { id, body }: { id: string; body: DeleteRecordBody },
): Promise<RecordSet> {
  const zone = await findZone(deps, place, id)
  const { name, type, expected } = parseExpected(body, zone.domain)
  const writer = { caller, workspaceId: place.workspaceId }
  const { results } = await submitIntents(deps, writer, zone, [{ op: 'delete', name, type, expected }])
  const { resolution } = results[0] ?? {}
  if (resolution?.status !== 'change' || resolution.change.op !== 'delete') {
    throw new TypeError('a delete that was accepted came to no delete')
  }
  return recordSetData(resolution.change.before)
}
