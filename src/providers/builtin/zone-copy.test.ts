import { expect, test } from 'vitest'
import { hasCommit, withCommits } from './zone-copy.ts'

const copy = (serial: number, ...ahead: number[]) => ({ hostedZoneId: 1, serial, ahead: new Set(ahead) })

test('the serial moves on as far as no commit is missing', () => {
  expect(withCommits(copy(5), [6])).toEqual(copy(6))
  expect(withCommits(copy(5), [7])).toEqual(copy(5, 7))
  expect(withCommits(copy(5, 7, 9), [6])).toEqual(copy(7, 9))
  expect(withCommits(copy(5), [8, 6, 7])).toEqual(copy(8))
})

test('a commit that is there already changes nothing', () => {
  expect(withCommits(copy(5, 8), [3, 5, 8])).toEqual(copy(5, 8))
})

test('serials go round, and pass over 0', () => {
  expect(withCommits(copy(2 ** 32 - 1), [1])).toEqual(copy(1))
  expect(hasCommit(copy(1), 2 ** 32 - 1)).toBe(true)
  expect(hasCommit(copy(2 ** 32 - 1), 1)).toBe(false)
})
