import { setTimeout as pause } from 'node:timers/promises'
import { address, type HostedZone } from './zone-hosts.ts'

/** One record set that one caller at a time writes to, and what must be found there at the end. */
export interface Target {
  zone: HostedZone
  name: string
  /** The last one that was acknowledged. */
  acknowledged: string
  /** Not acknowledged, and later than that one: the server may have written them all the same. */
  unknown: Set<string>
}

/** Gives addresses of which none is the same as another, and counts. */
export interface Tally {
  turn: number
  acknowledged: number
  refused: number
}

export interface Burst {
  writesPerSecond: number
  /** From sending to reply, of those acknowledged. Those on their way when time was up count too, or slow ones would be missing. */
  milliseconds: number[]
}

/** Milliseconds in which callers set out one after another, or some would wait for nothing but their connection. */
const rampUp = 500

/** The targets go round the callers, and each caller goes round its own: one write after another, as fast as replies come. */
export async function writeFor(
  seconds: number,
  { targets, callers, tally }: { targets: readonly Target[]; callers: number; tally: Tally },
): Promise<Burst> {
  const milliseconds: number[] = []
  let counted = 0
  const begin = performance.now() + rampUp
  const end = begin + seconds * 1000
  const caller = async (_: unknown, number: number) => {
    const own = targets.filter((_, index) => index % callers === number)
    await pause((number * rampUp) / callers)
    for (let turn = 0; performance.now() < end; turn++) {
      const sent = performance.now()
      const accepted = await writeOne(own[turn % own.length]!, tally)
      const answered = performance.now()
      if (!accepted || answered < begin) continue
      milliseconds.push(answered - sent)
      if (answered < end) counted++
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return { writesPerSecond: counted / seconds, milliseconds }
}

async function writeOne(target: Target, tally: Tally): Promise<boolean> {
  const value = address(++tally.turn)
  const accepted = await target.zone.write(target.name, value)
  if (accepted) {
    target.acknowledged = value
    target.unknown.clear()
    tally.acknowledged++
  } else {
    target.unknown.add(value)
    tally.refused++
  }
  return accepted
}

/** A zone's sets as targets, as they were filled. */
export function targetsOf(zone: HostedZone, sets: number): Target[] {
  return Array.from({ length: sets }, (_, index) => {
    return { zone, name: `set-${index}`, acknowledged: address(index), unknown: new Set<string>() }
  })
}

/** Throws where a set is not what was last acknowledged for it. */
export async function expectWritten(targets: readonly Target[]): Promise<void> {
  for (const [zone, own] of Map.groupBy(targets, ({ zone }) => zone)) {
    const found = await zone.addresses()
    const lost = own.filter(({ name, acknowledged, unknown }) => {
      const value = found.get(name) ?? ''
      return value !== acknowledged && !unknown.has(value)
    })
    if (lost.length > 0) throw new Error(`${lost.length} sets have lost acknowledged writes, ${lost[0]?.name} first`)
  }
}
