import { randomBytes } from 'node:crypto'
import { StoreError } from '../store/store.ts'

/** Room for a suffix stays below the 63 characters of a slug. */
const maxLength = 50
/** Names that many others have get a random suffix, so that finding a free one stays cheap. */
const numberedSuffixes = 50

/** A name as part of a path: `Zürich & Co.` is `zurich-co`. `fallback` stands for names without a Latin letter or digit. */
export function slugOf(name: string, fallback: string): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = letters.replace(/[^a-z0-9]+/g, '-').slice(0, maxLength)
  return slug.replace(/^-+|-+$/g, '') || fallback
}

/**
 * Creates something under the first free one of `base`, `base-2`, `base-3`, …. Two at once may choose the same: then the store
 * refuses one (`taken`), and it goes on to the next. `create` is a whole transaction, as a refused statement ends one.
 */
export async function withFreeSlug<T>(
  base: string,
  isFree: (slug: string) => Promise<boolean>,
  create: (slug: string) => Promise<T>,
): Promise<T> {
  for (const slug of candidates(base)) {
    if (!(await isFree(slug))) continue
    try {
      return await create(slug)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  throw new Error(`no free slug for ${base}`)
}

export function isTaken(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'taken'
}

function* candidates(base: string): Generator<string> {
  yield base
  for (let number = 2; number <= numberedSuffixes; number++) yield `${base}-${number}`
  for (let tries = 0; tries < 10; tries++) yield `${base}-${randomBytes(4).toString('hex')}`
}
