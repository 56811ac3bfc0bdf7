/** How many works are under way at once: enough for a provider to be sent them together. */
const atOnce = 50

/** Does the same for all, some at once. */
export async function inChunks<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < all.length; start += atOnce) {
    await Promise.all(all.slice(start, start + atOnce).map(work))
  }
}
