import { expect, test } from 'vitest'
import { pauseBeforeRetry, type RetryReason } from './pause-before-retry.ts'

function pausesAfter(reason: RetryReason, random: number): number[] {
  const pauses: number[] = []
  for (let pause = pauseBeforeRetry(0, reason, random); pause !== undefined; ) {
    pauses.push(pause)
    pause = pauseBeforeRetry(pauses.length, reason, random)
  }
  return pauses
}

test('after a conflict the zone is read again at once, and then later each time', () => {
  expect(pausesAfter('conflict', 1)).toEqual([0, 100, 200, 400, 800, 1600, 3200])
})

test('reads may be behind for three seconds at least, and nobody is kept for longer than ten', () => {
  const sum = (pauses: readonly number[]) => pauses.reduce((total, pause) => total + pause, 0)
  expect(sum(pausesAfter('conflict', 0))).toBeGreaterThanOrEqual(3000)
  expect(sum(pausesAfter('conflict', 1))).toBeLessThanOrEqual(10_000)
})

test('what was not sent is never tried again at once', () => {
  const pauses = pausesAfter('unsent', 0)
  expect(pauses).toEqual([25, 50, 100, 200, 400])
})

test('two who have met wait for different times', () => {
  expect([0, 0.5, 1].map(random => pauseBeforeRetry(3, 'conflict', random))).toEqual([200, 300, 400])
})
