import { setImmediate as turn } from 'node:timers/promises'
import { nameSortKey, nameWithoutFinalDot } from '../dns/name.ts'
import type { Name, RRset } from '../dns/rrset.ts'
import type { ZoneFileProblem, ZoneFileRecord } from '../dns/zone-file.ts'
import { groupIntoRRsets } from '../dns/zone-file-rrsets.ts'
import type { FileProblems } from './import-problems.ts'
import { recordOfLine } from './import-read.ts'
import { createSortedLines } from './import-sort.ts'
import type { OpenZone } from './open-provider.ts'

/** A set as the file has it, with the line of its first record. */
export interface FileSet {
  rrset: RRset
  line: number
}

/** One name, as the zone has it and as the file has it; at least one of them holds something. */
export interface NamePair {
  name: Name
  before: RRset[]
  wanted: FileSet[]
}

/** Something at each name, in the order of names' keys. */
interface AtName<Item> {
  key: string
  items: Item[]
}

type Blocks<Item> = AsyncIterable<Item[]>

/** A name with more is certainly a mistake, and must not fill the memory. */
const mostRecords = 20_000
/** Sets in one step of reading a zone. */
const pageSize = 1000

/** Every name of the zone or the file, in order, in blocks. Both sides are read in step, so neither is ever in memory as a whole. */
export async function* pairNames(
  file: Blocks<string>,
  zone: Blocks<RRset>,
  problems: FileProblems,
): AsyncGenerator<NamePair[]> {
  const wanted = cursorOver(byName(map(file, recordOfLine), record => record.key, dropExcess(problems)))
  const present = cursorOver(byName(withKeys(zone), set => set.key))
  let pairs: NamePair[] = []
  for (;;) {
    if (wanted.isUsedUp()) await wanted.refill()
    if (present.isUsedUp()) await present.refill()
    const [left, right] = [wanted.peek(), present.peek()]
    if (left === undefined && right === undefined) break
    const isLeft = left !== undefined && (right === undefined || left.key <= right.key)
    const isRight = right !== undefined && (left === undefined || right.key <= left.key)
    const sets = isLeft ? setsOf(left.items, problems) : []
    const before = isRight ? right.items.map(({ set }) => set) : []
    if (isLeft) wanted.step()
    if (isRight) present.step()
    pairs.push({ name: sets[0]?.rrset.name ?? before[0]!.name, before, wanted: sets })
    if (pairs.length < pageSize) continue
    yield pairs
    pairs = []
    await turn()
  }
  yield pairs
}

/** The zone's sets in the order of their names' keys, in blocks. */
export async function* orderedSets({ provider, remote }: OpenZone, folder: string): AsyncGenerator<RRset[]> {
  if (provider.page !== undefined) {
    let after: RRset | undefined
    for (;;) {
      const page = await provider.page(remote, { limit: pageSize, ...(after === undefined ? {} : { after }) })
      if (page.length > 0) yield page
      if (page.length < pageSize) return
      after = page.at(-1)
    }
  }
  const sorted = createSortedLines(folder)
  try {
    for await (const set of provider.rrsets(remote)) {
      await sorted.add([`${nameSortKey(set.name)} ${set.type} ${JSON.stringify(set)}`])
    }
    yield* map(sorted.read(), line => JSON.parse(line.slice(line.indexOf(' ', line.indexOf(' ') + 1))) as RRset)
  } finally {
    await sorted.close()
  }
}

async function* map<From, To>(blocks: Blocks<From>, change: (item: From) => To): AsyncGenerator<To[]> {
  for await (const block of blocks) yield block.map(change)
}

async function* withKeys(zone: Blocks<RRset>): AsyncGenerator<{ key: string; set: RRset }[]> {
  let [name, key] = ['', '']
  const keyOf = (of: Name) => {
    if (of !== name) [name, key] = [of, nameSortKey(of)]
    return key
  }
  for await (const block of zone) yield block.map(set => ({ key: keyOf(set.name), set }))
}

/** Puts neighbours of one key together. `accept`: told how many there are already; false for what is not to be kept. */
async function* byName<Item>(
  blocks: Blocks<Item>,
  keyOf: (item: Item) => string,
  accept: (item: Item, count: number) => boolean = () => true,
): AsyncGenerator<AtName<Item>[]> {
  let open: AtName<Item> | undefined
  for await (const block of blocks) {
    const done: AtName<Item>[] = []
    for (const item of block) {
      const key = keyOf(item)
      if (open?.key !== key) {
        if (open !== undefined) done.push(open)
        open = { key, items: [] }
      }
      if (accept(item, open.items.length)) open.items.push(item)
    }
    if (done.length > 0) yield done
  }
  if (open !== undefined) yield [open]
}

function dropExcess(problems: FileProblems): (record: ZoneFileRecord, count: number) => boolean {
  let told = ''
  return ({ name, line }, count) => {
    if (count < mostRecords) return true
    const message = `${nameWithoutFinalDot(name)} has more than ${mostRecords} records`
    if (told !== name) problems.add({ line, column: 1, code: 'too_many_values', message, severity: 'error' })
    told = name
    return false
  }
}

interface Cursor<Item> {
  /** Undefined at the end. */
  peek(): Item | undefined
  step(): void
  isUsedUp(): boolean
  refill(): Promise<void>
}

function cursorOver<Item>(blocks: AsyncGenerator<Item[]>): Cursor<Item> {
  let block: readonly Item[] = []
  let at = 0
  let ended = false
  return {
    peek: () => block[at],
    step: () => {
      at++
    },
    isUsedUp: () => at >= block.length && !ended,
    async refill() {
      while (at >= block.length && !ended) {
        const next = await blocks.next()
        ended = next.done === true
        block = next.done ? [] : next.value
        at = 0
      }
    },
  }
}

/** The sets of one name's records. */
function setsOf(records: readonly ZoneFileRecord[], problems: FileProblems): FileSet[] {
  const [first] = records
  if (first !== undefined && records.length === 1) return [{ rrset: setOfOne(first), line: first.line }]
  const { rrsets, problems: found } = groupIntoRRsets(records)
  for (const problem of found) problems.add(problem satisfies ZoneFileProblem)
  const lines = new Map<string, number>()
  for (const { type, line } of records) if (!lines.has(type)) lines.set(type, line)
  return rrsets.map(rrset => ({ rrset, line: lines.get(rrset.type)! }))
}

function setOfOne({ name, type, ttl, rdata }: ZoneFileRecord): RRset {
  return { name, type, ttl, records: [rdata] }
}
