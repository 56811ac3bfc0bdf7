import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexBytes } from '../encodings.ts'
import { parseRdata, rdataFromWire, rdataToWire } from '../rdata.ts'

test.each([
  ['42 21 54 N 71 06 18 W -24m 30m', '42 21 54.000 N 71 6 18.000 W -24.00m 30.00m 10000.00m 10.00m'],
  ['52 14 05 N 00 08 50 E 10m', '52 14 5.000 N 0 8 50.000 E 10.00m 1.00m 10000.00m 10.00m'],
  ['60 N 24 E 0', '60 0 0.000 N 24 0 0.000 E 0.00m 1.00m 10000.00m 10.00m'],
  ['60 9 1.5 s 24 39 w 10 90000000 2000 20', '60 9 1.500 S 24 39 0.000 W 10.00m 90000000.00m 2000.00m 20.00m'],
  ['90 N 180 W 42849672.95m 0 0 0.01', '90 0 0.000 N 180 0 0.000 W 42849672.95m 0.00m 0.00m 0.01m'],
  ['0 S 0 W -100000', '0 0 0.000 N 0 0 0.000 E -100000.00m 1.00m 10000.00m 10.00m'],
  ['1 N 1 E 0m 25m', '1 0 0.000 N 1 0 0.000 E 0.00m 20.00m 10000.00m 10.00m'],
])('%s is written %s', (text, canonical) => {
  expect(parseRdata('LOC', text)).toBe(canonical)
  expect(rdataFromWire('LOC', rdataToWire('LOC', canonical))).toBe(canonical)
})

test.each([
  ['91 N 0 E 0', 0],
  ['90 0 0.001 N 0 E 0', 0],
  ['0 N 181 E 0', 4],
  ['0 60 N 0 E 0', 2],
  ['0 0 60 N 0 E 0', 4],
  ['0 0 0.0001 N 0 E 0', 4],
  ['0 0 0 0 N 0 E 0', 6],
  ['N 0 E 0', 0],
  ['0 E 0 N 0', 2],
  ['0 N 0 E -100000.01', 8],
  ['0 N 0 E 42849672.96', 8],
  ['0 N 0 E 0 90000000.01', 10],
  ['0 N 0 E 0 -1', 10],
  ['0 N 0 E 1.234', 8],
  ['0 N 0 E x', 8],
])('%s is refused', (text, column) => {
  expect(() => parseRdata('LOC', text)).toThrow(
    expect.objectContaining({ name: 'DnsError', code: 'invalid_location', column }),
  )
})

test.each([
  ['another version', '01121613800000008000000000989680'],
  ['a size of ten', '00a21613800000008000000000989680'],
  ['ten zeros', '001a1613800000008000000000989680'],
  ['91 degrees', '001216139387e7c08000000000989680'],
])('%s is refused on the wire', (_, wire) => {
  expect(() => rdataFromWire('LOC', hexBytes(wire)!)).toThrow(expect.objectContaining({ code: 'invalid_location' }))
})

test('any place on the wire comes back', () => {
  const angle = (degrees: number) => fc.integer({ min: -degrees * 3_600_000, max: degrees * 3_600_000 })
  const size = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9)).map(([digit, zeros]) => (digit << 4) | zeros)
  fc.assert(
    fc.property(
      size,
      size,
      size,
      angle(90),
      angle(180),
      fc.nat(0xffffffff),
      (a, b, c, latitude, longitude, altitude) => {
        const wire = new DataView(new ArrayBuffer(16))
        for (const [index, byte] of [0, a, b, c].entries()) wire.setUint8(index, byte)
        wire.setUint32(4, 2 ** 31 + latitude)
        wire.setUint32(8, 2 ** 31 + longitude)
        wire.setUint32(12, altitude)
        const bytes = new Uint8Array(wire.buffer)
        const text = rdataFromWire('LOC', bytes)
        expect(parseRdata('LOC', text)).toBe(text)
        expect(rdataToWire('LOC', text)).toEqual(bytes)
      },
    ),
  )
})
