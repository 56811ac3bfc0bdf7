/** Something found by its wire name. The table chains entries of one bucket through `chained`. */
export interface TableEntry<Entry> {
  /** The name in lower-case wire form, one byte a character. */
  readonly key: string
  readonly hash: number
  chained: Entry | undefined
}

/**
 * A hash table by linear hashing (Litwin 1980): each entry beyond the size splits one bucket, so growing never stops
 * answers for as long as a rehash of a million names would.
 */
export class NameTable<Entry extends TableEntry<Entry>> {
  size = 0
  /** Twice the last power of two the buckets have reached, less one. */
  #upper = 1
  readonly #buckets: (Entry | undefined)[] = [undefined]

  /** How many there are: never fewer than before. */
  get buckets(): number {
    return this.#buckets.length
  }

  /** The bits of a hash that tell its bucket, all of them or all but the highest (see `#indexOf`). */
  get upper(): number {
    return this.#upper
  }

  /** The first entry of a bucket by its index. */
  at(index: number): Entry | undefined {
    return this.#buckets[index]
  }

  /** The first entry of the bucket a hash falls into: whoever asks walks `chained` and compares. */
  bucket(hash: number): Entry | undefined {
    return this.#buckets[this.#indexOf(hash)]
  }

  find(hash: number, key: string): Entry | undefined {
    let entry = this.bucket(hash)
    while (entry !== undefined && (entry.hash !== hash || entry.key !== key)) entry = entry.chained
    return entry
  }

  /** The caller has made sure that the key isn't there. */
  add(entry: Entry): void {
    const index = this.#indexOf(entry.hash)
    entry.chained = this.#buckets[index]
    this.#buckets[index] = entry
    if (++this.size > this.#buckets.length) this.#split()
  }

  delete(entry: Entry): void {
    const index = this.#indexOf(entry.hash)
    const first = this.#buckets[index]
    if (first === entry) this.#buckets[index] = entry.chained
    else {
      let before = first
      while (before !== undefined && before.chained !== entry) before = before.chained
      if (before === undefined) return
      before.chained = entry.chained
    }
    entry.chained = undefined
    this.size--
  }

  *entries(): Iterable<Entry> {
    for (const first of this.#buckets) {
      for (let entry = first; entry !== undefined; entry = entry.chained) yield entry
    }
  }

  #indexOf(hash: number): number {
    const index = hash & this.#upper
    return index < this.#buckets.length ? index : index & (this.#upper >> 1)
  }

  #split(): void {
    const made = this.#buckets.length
    if (made > this.#upper) this.#upper = this.#upper * 2 + 1
    const from = made & (this.#upper >> 1)
    let rest = this.#buckets[from]
    let stays: Entry | undefined
    let moves: Entry | undefined
    while (rest !== undefined) {
      const entry = rest
      rest = entry.chained
      if ((entry.hash & this.#upper) === made) {
        entry.chained = moves
        moves = entry
      } else {
        entry.chained = stays
        stays = entry
      }
    }
    this.#buckets[from] = stays
    this.#buckets.push(moves)
  }
}
