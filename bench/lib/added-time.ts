import type { FakeService, Requests } from './fake-service.ts'
import { spread } from './figures.ts'

/** One and the same thing through Zoneplane and by the vendor's SDK. */
export interface Pair {
  ours(turn: number): Promise<unknown>
  theirs(turn: number): Promise<unknown>
  /** Milliseconds before each of them, in which the service's rate recovers. */
  pause: number
  fake: FakeService
}

/** Of the first turns, in which everything warms up. */
const uncounted = 5

/** Prints by how much ours takes longer than theirs: one right after the other, and each of them the first in turn. */
export async function addedTime(title: string, turns: number, pair: Pair): Promise<void> {
  const milliseconds = { ours: [] as number[], theirs: [] as number[] }
  const requests = { ours: 0, theirs: 0 }
  await pair.fake.takeRequests()
  for (let turn = 0; turn < uncounted + turns; turn++) {
    for (const who of turn % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)) {
      await new Promise(resolve => setTimeout(resolve, pair.pause))
      const started = performance.now()
      await pair[who](turn)
      if (turn >= uncounted) milliseconds[who].push(performance.now() - started)
      requests[who] += expectNoRefusal(await pair.fake.takeRequests())
    }
  }
  if (requests.ours !== requests.theirs) throw new Error(`${title}: ${requests.ours} requests, not ${requests.theirs}`)
  const added = milliseconds.ours.map((value, turn) => value - milliseconds.theirs[turn]!)
  const median = (values: number[]) => spread(values).median.toFixed(1)
  const told = `${median(milliseconds.ours)} ms, by the SDK alone ${median(milliseconds.theirs)} ms`
  console.log(`  ${title}: ${told}; ${median(added)} ms added (medians of ${turns})`)
}

function expectNoRefusal({ sent, refused }: Requests): number {
  if (refused > 0) throw new Error(`${refused} requests were refused`)
  return sent
}
