import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asText, zoneSets } from '../../test/zone-arbitraries.ts'
import { applyChanges } from './apply-changes.ts'
import { diff } from './diff.ts'
import { invert } from './invert.ts'

test('inverting a change undoes it, and inverting it twice gives it back', () => {
  fc.assert(
    fc.property(zoneSets, zoneSets, (before, after) => {
      const changes = diff(before, after)
      const undone = applyChanges(applyChanges(before, changes), changes.map(invert))
      expect(asText(undone)).toEqual(asText(before))
      expect(changes.map(invert).map(invert)).toEqual(changes)
    }),
  )
})
