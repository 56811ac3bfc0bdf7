import { expect, test } from 'vitest'
import { joinByKeys } from './join-by-keys.ts'

test('who shares a key with somebody is in their group, over as many others as it takes', () => {
  const join = (...words: string[]) => joinByKeys(words, word => [...word])
  expect(join('ab', 'cd', 'e', 'bc', '', 'f', 'fe')).toEqual([['ab', 'cd', 'bc'], ['e', 'f', 'fe'], ['']])
  expect(join()).toEqual([])
  const chain = Array.from({ length: 5_000 }, (_, index) => [`${index}`, `${index + 1}`])
  expect(joinByKeys(chain, keys => keys)).toHaveLength(1)
})
