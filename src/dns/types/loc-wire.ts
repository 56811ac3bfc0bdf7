import { DnsError } from '../problem.ts'
import type { WireReader } from '../wire-reader.ts'
import type { WireWriter } from '../wire-writer.ts'
import type { Location } from './location.ts'

/** Where the equator and the prime meridian lie on the wire, and sea level (RFC 1876 §2). */
const middle = 2 ** 31
const seaLevel = 10_000_000

export function encodeLocation(place: Location, writer: WireWriter): void {
  writer.u8(0)
  for (const length of [place.size, place.horizontal, place.vertical]) writer.u8(precisionByte(length))
  writer.u32(middle + place.latitude)
  writer.u32(middle + place.longitude)
  writer.u32(seaLevel + place.altitude)
}

/** Throws `invalid_location`: another version, more than a whole turn, or a size that is no digit with zeros. */
export function decodeLocation(reader: WireReader): Location {
  if (reader.u8() !== 0) throw invalid('version 0 is the only one')
  const size = readPrecision(reader)
  const horizontal = readPrecision(reader)
  const vertical = readPrecision(reader)
  const latitude = readAngle(reader, 90)
  const longitude = readAngle(reader, 180)
  return { latitude, longitude, altitude: reader.u32() - seaLevel, size, horizontal, vertical }
}

/** The digit in the upper half, the number of zeros in the lower one. */
function precisionByte(centimetres: number): number {
  const zeros = Math.max(0, String(centimetres).length - 1)
  return ((centimetres / 10 ** zeros) << 4) | zeros
}

function readPrecision(reader: WireReader): number {
  const byte = reader.u8()
  if (byte >> 4 > 9 || (byte & 15) > 9) throw invalid('a size is one digit and up to nine zeros')
  return (byte >> 4) * 10 ** (byte & 15)
}

function readAngle(reader: WireReader, maxDegrees: number): number {
  const value = reader.u32() - middle
  if (Math.abs(value) > maxDegrees * 3_600_000) throw invalid(`an angle is at most ${maxDegrees} degrees`)
  return value
}

function invalid(message: string): DnsError {
  return new DnsError('invalid_location', message)
}
