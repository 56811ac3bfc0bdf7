import { expect, test } from 'vitest'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

test('what was written is read again, and the writer grows', () => {
  const writer = new WireWriter(1)
  writer.u8(255)
  writer.u16(0)
  writer.u32(0xfffefdfc)
  writer.name('www.a\\.b.')
  writer.ascii('abc')
  writer.write([1, 2])
  writer.setU16(1, 0x1234)
  const reader = new WireReader(writer.finish())
  expect([reader.u8(), reader.u16(), reader.u32()]).toEqual([255, 0x1234, 0xfffefdfc])
  expect(reader.name()).toBe('www.a\\.b.')
  expect(String.fromCharCode(...reader.take(3))).toBe('abc')
  expect([...reader.rest()]).toEqual([1, 2])
  expect(reader.remaining).toBe(0)
})

test('names with escapes take no more room than they have bytes', () => {
  const writer = new WireWriter(1)
  writer.name('\\000\\001.')
  writer.u8(7)
  expect([...writer.finish()]).toEqual([2, 0, 1, 0, 7])
})

test('nothing is read beyond the end', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4)
  const truncated = expect.objectContaining({ name: 'DnsError', code: 'truncated' })
  expect(() => new WireReader(bytes, 1, 2).u16()).toThrow(truncated)
  expect(() => new WireReader(bytes, 1).u32()).toThrow(truncated)
  expect(() => new WireReader(bytes).take(5)).toThrow(truncated)
  expect(() => new WireReader(bytes, 3, 2)).toThrow(truncated)
  expect(() => new WireReader(bytes, 0, 5)).toThrow(truncated)
  expect(() => new WireReader(Uint8Array.of(1, 0x61, 0), 0, 2).name()).toThrow(truncated)
})
