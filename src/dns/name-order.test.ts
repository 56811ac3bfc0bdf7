import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelsOf } from './name-labels.ts'
import { compareNames, nameSortKey } from './name-order.ts'
import { nameFromWire, nameToWire } from './name-wire.ts'

test('the example of RFC 4034 §6.1 is in order', () => {
  const names = [
    'example.',
    'a.example.',
    'yljkjljk.a.example.',
    'z.a.example.',
    'zabc.a.example.',
    'z.example.',
    '\\001.z.example.',
    '*.z.example.',
    '\\200.z.example.',
  ]
  expect(names.toReversed().sort(compareNames)).toEqual(names)
})

/** Labels drawn from few bytes, so that names often begin alike: the ones at the borders of the key's ranges are all here. */
const byte = fc.oneof(
  fc.constantFrom(0, 1, 0x20, 0x21, 0x22, 0x23, 0x24, 0x2d, 0x2e, 0x30, 0x5c, 0x61, 0x62, 0x7d, 0x7e, 0x7f, 0x80, 0xff),
  fc.nat(255),
)
const label = fc.array(byte, { minLength: 1, maxLength: 3 })
const name = fc.array(label, { maxLength: 3 }).map(labels => {
  const wire = [...labels.flatMap(each => [each.length, ...each]), 0]
  return nameFromWire(Uint8Array.from(wire), 0).name
})

test('keys compare as RFC 4034 §6.1 says names do, and are printable ASCII', () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      const [keyA, keyB] = [nameSortKey(a), nameSortKey(b)]
      expect(keyA).toMatch(/^[!-~]*$/)
      expect(Math.sign(Number(keyA > keyB) - Number(keyA < keyB))).toBe(Math.sign(byRfc(a, b)))
      expect(Math.sign(compareNames(a, b))).toBe(Math.sign(byRfc(a, b)))
    }),
    { numRuns: 5000 },
  )
})

test('the keys below a name are those that go on with an exclamation mark', () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      const isBelow =
        labelsOf(a).length > labelsOf(b).length && labelsOf(a).slice(-labelsOf(b).length).join() === labelsOf(b).join()
      if (b === '.') return
      const key = nameSortKey(b)
      expect(nameSortKey(a) >= `${key}!` && nameSortKey(a) < `${key}"`).toBe(isBelow)
    }),
    { numRuns: 5000 },
  )
})

/** Label by label from the root, each as bytes, a shorter one first. */
function byRfc(a: string, b: string): number {
  const [labelsA, labelsB] = [labelBytes(a), labelBytes(b)]
  for (let index = 0; index < Math.min(labelsA.length, labelsB.length); index++) {
    const order = Buffer.compare(labelsA[index]!, labelsB[index]!)
    if (order !== 0) return order
  }
  return labelsA.length - labelsB.length
}

function labelBytes(name: string): Uint8Array[] {
  return labelsOf(name)
    .map(label => nameToWire(`${label}.`).slice(1, -1))
    .reverse()
}
