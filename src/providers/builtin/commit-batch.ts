import { nameWithoutFinalDot } from '../../dns/name.ts'
import type { Name, RRset } from '../../dns/rrset.ts'
import { setOf } from '../../plan/change.ts'
import { nextSerial, serialOf, withSerial } from '../../plan/serial.ts'
import { setText } from '../../plan/set-key.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import { ProviderError } from '../provider.ts'
import type { BuiltinBacking, HostedZone } from './backing.ts'
import { reading } from './failures.ts'
import { plainSet } from './plain-set.ts'
import { refusalOf } from './refusals.ts'

/** Several processes on one store may move the serial at once; each attempt that loses lets another one's commit through. */
const maxAttempts = 10

interface Result {
  outcomes: Outcome[]
  /** The zone's new serial. */
  receipt?: string
}

/**
 * Commits a batch, the SOA with the next serial, and the ledger in one step, then tells the name server. Called from inside
 * the domain's queue. Once committed the outcome is `applied`, whatever becomes of the name server.
 */
export async function commitBatch(
  backing: BuiltinBacking,
  zone: HostedZone,
  batch: readonly Change[],
  ledger: unknown,
): Promise<Result> {
  if (batch.length === 0) return { outcomes: [] }
  const refusals = batch.map(change => refusalOf(change, zone.domain))
  if (refusals.some(refusal => refusal !== undefined)) return refuse(batch, refusals)
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const soa = nextSoa(await reading(() => backing.zones.rrsetsAt(zone.id, [zone.domain])), zone.domain)
    const changes = [...batch.map(plainChange), soa.change]
    const receipt = String(soa.serial)
    const committed = await tryCommit(backing, zone, changes, { ledger, receipt })
    if ('error' in committed) return loseSight(batch, committed.error)
    if (!('mismatch' in committed)) {
      await backing.publisher.changed(zone.domain, changes)
      return { outcomes: batch.map(change => ({ status: 'applied', change })), receipt }
    }
    const stale = batch[committed.mismatch]
    if (stale)
      return refuse(
        batch,
        batch.map(change => (change === stale ? conflict(change) : undefined)),
      )
  }
  throw new ProviderError({
    code: 'unavailable',
    message: `too many writers at ${nameWithoutFinalDot(zone.domain)} at once`,
  })
}

/** An error leaves open what was committed, so the name server is given whatever the store turns out to hold. */
async function tryCommit(
  { zones, publisher }: BuiltinBacking,
  zone: HostedZone,
  changes: readonly Change[],
  { ledger, receipt }: { ledger: unknown; receipt: string },
): Promise<{ mismatch: number } | { committed: true } | { error: unknown }> {
  try {
    return await zones.commit(zone.id, changes, ledger, receipt)
  } catch (error) {
    await publisher.refresh(zone.domain)
    return { error }
  }
}

function nextSoa(apex: readonly RRset[], domain: Name): { change: Change; serial: number } {
  const before = apex.find(set => set.type === 'SOA')
  const rdata = before?.records[0]
  if (before === undefined || rdata === undefined) {
    throw new ProviderError({
      code: 'unavailable',
      message: `the zone ${nameWithoutFinalDot(domain)} is stored without its SOA`,
    })
  }
  const serial = nextSerial(serialOf(rdata))
  return { serial, change: { op: 'replace', before, after: { ...before, records: [withSerial(rdata, serial)] } } }
}

/** As it is kept. */
function plainChange(change: Change): Change {
  switch (change.op) {
    case 'create':
      return { op: 'create', after: plainSet(change.after) }
    case 'replace':
      return { op: 'replace', before: plainSet(change.before), after: plainSet(change.after) }
    case 'delete':
      return { op: 'delete', before: plainSet(change.before) }
  }
}

function conflict(change: Change): Failure {
  const { name, type } = setOf(change)
  return { code: 'conflict', message: `${setText({ name, type })} is not what it was when the change was planned` }
}

function refuse(batch: readonly Change[], failures: readonly (Failure | undefined)[]): Result {
  return {
    outcomes: batch.map((change, index) => {
      const failure = failures[index]
      return failure ? { status: 'failed', change, failure } : { status: 'skipped', change }
    }),
  }
}

function loseSight(batch: readonly Change[], error: unknown): Result {
  const message = error instanceof Error ? error.message : String(error)
  const failure: Failure = {
    code: 'unavailable',
    message: 'the built-in store did not say whether it has the changes',
    details: { message },
  }
  return { outcomes: batch.map(change => ({ status: 'unknown', change, failure })) }
}
