import type { NameTable, TableEntry } from './name-table.ts'

/**
 * A walk through a table that may be changed meanwhile, one bucket as it was at the beginning after the other. Since then that
 * bucket's entries may have moved to new ones, which its splits made; they're found there, and which entries the walk has passed is
 * told by the hash alone.
 */
export class TableWalk<Entry extends TableEntry<Entry>> {
  readonly #table: NameTable<Entry>
  readonly #buckets: number
  readonly #upper: number
  #next = 0

  constructor(table: NameTable<Entry>) {
    this.#table = table
    this.#buckets = table.buckets
    this.#upper = table.upper
  }

  /** Whether `next` has nothing more to give. */
  get ended(): boolean {
    return this.#next >= this.#buckets
  }

  /** Adds each entry of the next bucket to `entries`. */
  next(entries: Entry[]): void {
    const bucket = this.#next++
    // An entry's new bucket differs from its old one in bits above these only.
    const step = (this.#upper >> 1) + 1
    for (let index = bucket; index < this.#table.buckets; index += step) {
      if (index !== bucket && (index < this.#buckets || this.#bucketOf(index) !== bucket)) continue
      for (let entry = this.#table.at(index); entry !== undefined; entry = entry.chained) entries.push(entry)
    }
  }

  /** Whether an entry of this hash, if there's one, was given already. */
  hasPassed(hash: number): boolean {
    return this.#bucketOf(hash) < this.#next
  }

  /** As it was at the beginning. */
  #bucketOf(hash: number): number {
    const index = hash & this.#upper
    return index < this.#buckets ? index : index & (this.#upper >> 1)
  }
}
