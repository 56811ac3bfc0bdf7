/**
 * Numbers from 0 up to 1, the same ones for the same seeds: FNV-1a makes one number of the seeds, and Mulberry32 goes on from
 * there. Good enough to spread faults, and not for secrets.
 */
export function createRandom(...seeds: (number | string)[]): () => number {
  let state = hash(seeds.join(' '))
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value
}
