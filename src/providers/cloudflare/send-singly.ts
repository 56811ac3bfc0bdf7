import type { Change, Outcome } from '../../plan/types.ts'
import type { Call, RemoteZone } from '../provider.ts'
import type { CloudflareClient } from './client.ts'
import { asCloudflareError, isRepeatable } from './errors.ts'
import type { Operation } from './operations.ts'
import { recordsPath } from './read-records.ts'

export interface SendContext {
  client: CloudflareClient
  zone: RemoteZone
  call: Call | undefined
}

/**
 * Record by record, in the order of a batch for each set, where there are no batches: so it may come to a part. Throws where
 * nothing was done at all and nothing speaks against a record, so that it can be tried again.
 */
export async function sendSingly(
  context: SendContext,
  operations: readonly Operation[],
  fates: Map<Change, Outcome>,
): Promise<Map<Change, Outcome>> {
  const groups = [...Map.groupBy(operations, ({ change }) => change)]
  let broken = false
  for (const [change, group] of groups) {
    const outcome: Outcome = broken ? { status: 'skipped', change } : await sendChange(context, group, fates.size === 0)
    fates.set(change, outcome)
    broken ||= outcome.status !== 'applied'
  }
  return fates
}

async function sendChange(context: SendContext, operations: readonly Operation[], isFirst: boolean): Promise<Outcome> {
  const { change } = operations[0]!
  for (const [index, operation] of operations.entries()) {
    try {
      await sendOne(context, operation)
    } catch (error) {
      const known = asCloudflareError(error)
      if (isFirst && index === 0 && isRepeatable(known)) throw known
      const { failure, effect } = known
      // Where a part of it is made, what the set is now has to be read.
      const status = effect === 'unknown' || index > 0 ? 'unknown' : 'failed'
      return { status, change, failure }
    }
  }
  return { status: 'applied', change }
}

async function sendOne({ client, zone, call }: SendContext, operation: Operation): Promise<void> {
  await call?.furtherRequest?.()
  const path = recordsPath(zone)
  switch (operation.kind) {
    case 'deletes':
      await client.request('DELETE', `${path}/${encodeURIComponent(operation.id)}`, {}, call)
      return
    case 'patches':
      await client.request('PATCH', `${path}/${encodeURIComponent(operation.id)}`, { body: operation.fields }, call)
      return
    case 'posts':
      await client.request('POST', path, { body: operation.fields }, call)
  }
}
