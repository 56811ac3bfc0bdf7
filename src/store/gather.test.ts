import { expect, test } from 'vitest'
import { gather } from './gather.ts'

test('who comes while a call is under way goes into the next one together, and each is given their own results', async () => {
  const calls: number[][] = []
  const double = gather(async (items: readonly number[]) => {
    calls.push([...items])
    await new Promise(resolve => setImmediate(resolve))
    return items.map(item => item * 2)
  })
  const first = [double([1]), double([2, 3]), double([])]
  await new Promise(resolve => setImmediate(resolve))
  const second = [double([4]), double([5])]
  expect(await Promise.all([...first, ...second])).toEqual([[2], [4, 6], [], [8], [10]])
  expect(calls).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
  expect(await double([6])).toEqual([12])
})

test('where a shared call throws, only those fail who fail alone', async () => {
  const half = gather(async (items: readonly number[]) =>
    items.map(item => {
      if (item % 2 === 1) throw new Error(`${item} is odd`)
      return item / 2
    }),
  )
  const results = await Promise.allSettled([half([2]), half([3, 4]), half([6])])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(results[2]).toMatchObject({ value: [3] })
})
