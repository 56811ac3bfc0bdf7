import { expect, test } from 'vitest'
import { nextSerial, serialOf, withSerial } from './serial.ts'

const soa = 'ns1.example.net. hostmaster.example.com. 41 7200 900 1209600 900'

test('a serial counts up, and from the highest passes over 0', () => {
  expect(nextSerial(1)).toBe(2)
  expect(nextSerial(2 ** 31 - 1)).toBe(2 ** 31)
  expect(nextSerial(2 ** 32 - 2)).toBe(2 ** 32 - 1)
  expect(nextSerial(2 ** 32 - 1)).toBe(1)
  expect(nextSerial(0)).toBe(1)
})

test('every serial is followed by one that RFC 1982 calls greater', () => {
  for (const serial of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1]) {
    const distance = (nextSerial(serial) - serial + 2 ** 32) % 2 ** 32
    expect(distance).toBeGreaterThan(0)
    expect(distance).toBeLessThan(2 ** 31)
  }
})

test('the serial of SOA rdata is read, and written without touching the rest', () => {
  expect(serialOf(soa)).toBe(41)
  expect(withSerial(soa, 42)).toBe('ns1.example.net. hostmaster.example.com. 42 7200 900 1209600 900')
})
