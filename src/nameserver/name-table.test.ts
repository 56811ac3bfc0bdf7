import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NameTable, type TableEntry } from './name-table.ts'

interface Entry extends TableEntry<Entry> {
  value: number
}

test('the table holds what a map would, whatever comes and goes', () => {
  // Few hashes for many keys, so that entries share buckets before and after every split.
  const step = fc.tuple(fc.nat(400), fc.boolean())
  const property = fc.property(
    fc.array(step, { maxLength: 600 }),
    fc.integer({ min: 1, max: 600 }),
    (steps, hashes) => {
      const table = new NameTable<Entry>()
      const map = new Map<string, number>()
      for (const [number, put] of steps) {
        const [key, hash] = [String(number), (number % hashes) * 0x9e3779b1]
        const found = table.find(hash | 0, key)
        expect(found?.value).toBe(map.get(key))
        if (put && found === undefined) {
          table.add({ key, hash: hash | 0, chained: undefined, value: number })
          map.set(key, number)
        } else if (!put && found !== undefined) {
          table.delete(found)
          map.delete(key)
        }
      }
      expect(table.size).toBe(map.size)
      expect([...table.entries()].map(({ key }) => key).sort()).toEqual([...map.keys()].sort())
    },
  )
  fc.assert(property, { numRuns: 200 })
})
