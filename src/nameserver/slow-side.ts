import { createCarryOut } from './carry-out.ts'
import type { NameServerStats } from './name-server.ts'
import { createResponder } from './responder.ts'
import { createSlowCounts } from './slow-counts.ts'
import type { SlowLimits } from './slow-limits.ts'
import { createSlowPath, type SlowPath } from './slow-path.ts'
import type { ThreadReply } from './thread-messages.ts'
import { createTransfer } from './transfer.ts'
import type { TransferLimits } from './transfer-limits.ts'
import { createTransferQueue } from './transfer-queue.ts'
import { typeNumbers } from './wire-set.ts'
import type { Zone } from './zone.ts'
import { joinCollections, type ZoneCollection } from './zone-collection.ts'

export interface SlowSideParts {
  zones: ZoneCollection
  transferOnly: ZoneCollection
  /** A zone of either kind. */
  find(zone: string): Zone | undefined
  /** To the thread that the front is in. */
  say(words: ThreadReply): void
  slowLimits: SlowLimits
  transferLimits: TransferLimits
}

/** All that has to do with messages which aren't plain questions, put together. */
export interface SlowSide {
  path: SlowPath
  /** The counters of plain questions, with those of this side. */
  addTo(stats: PlainStats): NameServerStats
}

type PlainStats = Omit<NameServerStats, 'transfers' | 'handedOver' | 'signatureRefusals'>

export function createSlowSide({
  zones,
  transferOnly,
  find,
  say,
  slowLimits,
  transferLimits,
}: SlowSideParts): SlowSide {
  const counts = createSlowCounts()
  /** The zone for secondaries alone that the question under way may be answered out of. */
  let shown: string | undefined
  const responder = createResponder(joinCollections(zones, transferOnly, zone => zone.key === shown))
  const queue = createTransferQueue(transferLimits)
  const path = createSlowPath({
    limits: slowLimits,
    counts,
    knows: query => query.type === typeNumbers.SOA && transferOnly.select(query.name, query.type) !== undefined,
    ask: (ticket, request) => say({ ticket, request }),
    carryOut: createCarryOut({ answer, counts, transfer: createTransfer({ find, queue, counts }) }),
    transferred: (ticket, end) => say({ ticket, end }),
  })

  function answer(question: Uint8Array, transport: 'udp' | 'tcp', reserved: number, zone?: string) {
    shown = zone
    const length = responder.respond(question, question.length, transport, reserved)
    return length > 0 ? Uint8Array.from(responder.writer.out.subarray(0, length)) : undefined
  }

  function addTo(stats: PlainStats): NameServerStats {
    const { transfers, handedOver, signatureRefusals } = counts
    return {
      ...stats,
      transfers,
      handedOver,
      signatureRefusals,
      answers: sum(stats.answers, responder.answers(), counts.answers),
      dropped: stats.dropped + responder.dropped() + counts.dropped,
    }
  }

  return { path, addTo }
}

function sum(...tables: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const [key, count] of tables.flatMap(table => Object.entries(table))) total[key] = (total[key] ?? 0) + count
  return total
}
