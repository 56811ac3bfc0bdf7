/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  /** How many there are on all pages, where the server counts them. */
  total?: number
}

/** A list that has not been asked for yet: go through it with `for await`, get all of it, or one page. */
export interface List<Item> extends AsyncIterable<Item> {
  all(): Promise<Item[]>
  /** The first page, or the one after `cursor`, the `nextCursor` of the page before. */
  page(cursor?: string | null): Promise<Page<Item>>
}

export function listOf<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): List<Item> {
  async function* pages(): AsyncGenerator<Item[]> {
    let cursor: string | undefined
    do {
      const page = await read(cursor)
      yield page.items
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return {
    page: cursor => read(cursor ?? undefined),
    all: async () => {
      const items: Item[] = []
      for await (const page of pages()) for (const item of page) items.push(item)
      return items
    },
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page
    },
  }
}
