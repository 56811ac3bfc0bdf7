import { expect, test } from 'vitest'
import { shareReads } from './share-reads.ts'

/** Reads that end when they are told to, in their order. */
function heldReads() {
  const began: string[] = []
  const ends: { resolve(value: string): void; reject(error: Error): void }[] = []
  const read = shareReads((key: string) => {
    began.push(key)
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    ends.push({ resolve, reject })
    return promise
  })
  return { read, began, ends }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('whoever asks while a key is read shares the read after it, and nobody gets what was read before they asked', async () => {
  const { read, began, ends } = heldReads()
  const first = read('a')
  const later = [read('a'), read('a')]
  expect(began).toEqual(['a'])
  ends[0]!.resolve('old')
  expect(await first).toBe('old')
  await turn()
  expect(began).toEqual(['a', 'a'])
  const latest = read('a')
  ends[1]!.resolve('new')
  expect(await Promise.all(later)).toEqual(['new', 'new'])
  await turn()
  ends[2]!.resolve('newest')
  expect(await latest).toBe('newest')
})

test('another key is read at once', () => {
  const { read, began } = heldReads()
  void read('a')
  void read('b')
  expect(began).toEqual(['a', 'b'])
})

test('a read that fails fails for those who share it, and for nobody else', async () => {
  const { read, ends } = heldReads()
  const first = read('a')
  const second = read('a')
  ends[0]!.reject(new Error('the connection broke'))
  await expect(first).rejects.toThrow('the connection broke')
  await turn()
  ends[1]!.resolve('there')
  expect(await second).toBe('there')
})

test('nothing of it is kept: who asks when no read is under way has one of their own', async () => {
  const { read, began, ends } = heldReads()
  for (const count of [1, 2, 3]) {
    const answer = read('a')
    expect(began).toHaveLength(count)
    ends[count - 1]!.resolve(String(count))
    expect(await answer).toBe(String(count))
    await turn()
  }
})
