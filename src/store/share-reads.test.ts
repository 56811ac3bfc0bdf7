import { expect, test } from 'vitest'
import { shareReads } from './share-reads.ts'

/** Reads that end when they are told to, in their order. */
function heldReads(inTransaction = false) {
  const began: string[] = []
  const ends: { resolve(value: string): void; reject(error: Error): void }[] = []
  const read = shareReads({ inTransaction }, (key: string) => {
    began.push(key)
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    ends.push({ resolve, reject })
    return promise
  })
  return { read, began, ends }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('whoever asks before a read begins shares it', async () => {
  const { read, began, ends } = heldReads()
  const answers = [read('a'), read('a'), read('a')]
  await turn()
  expect(began).toEqual(['a'])
  ends[0]!.resolve('one')
  expect(await Promise.all(answers)).toEqual(['one', 'one', 'one'])
})

test('nobody gets what began to be read before they asked: they share the read after it', async () => {
  const { read, began, ends } = heldReads()
  const first = read('a')
  await turn()
  const later = [read('a'), read('a')]
  await turn()
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

test('another key does not wait', async () => {
  const { read, began } = heldReads()
  void read('a')
  await turn()
  void read('b')
  await turn()
  expect(began).toEqual(['a', 'b'])
})

test('a read that fails fails for those who share it, and for nobody else', async () => {
  const { read, ends } = heldReads()
  const failed = [read('a'), read('a')].map(answer => expect(answer).rejects.toThrow('the connection broke'))
  await turn()
  const later = read('a')
  ends[0]!.reject(new Error('the connection broke'))
  await Promise.all(failed)
  await turn()
  ends[1]!.resolve('there')
  expect(await later).toBe('there')
})

test('nothing is kept: who asks when no read is under way has one of their own', async () => {
  const { read, began, ends } = heldReads()
  for (const count of [1, 2, 3]) {
    const answer = read('a')
    await turn()
    expect(began).toHaveLength(count)
    ends[count - 1]!.resolve(String(count))
    expect(await answer).toBe(String(count))
  }
})

test('in a transaction each reads alone and at once', () => {
  const { read, began } = heldReads(true)
  void read('a')
  void read('a')
  expect(began).toEqual(['a', 'a'])
})
