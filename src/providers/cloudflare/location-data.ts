import type { Rdata } from '../../dns/rrset.ts'
import type { RecordValue } from './record.ts'

type Data = NonNullable<RecordValue['data']>

const canonical = /^(\d+) (\d+) ([\d.]+) ([NS]) (\d+) (\d+) ([\d.]+) ([EW]) (-?[\d.]+)m ([\d.]+)m ([\d.]+)m ([\d.]+)m$/

/** Canonical LOC data (RFC 1876 §3) field by field: degrees, minutes, seconds, and metres. */
export function locationData(rdata: Rdata): Data {
  const [, latitude, latMinutes, latSeconds, north, longitude, longMinutes, longSeconds, east, ...metres] =
    canonical.exec(rdata) ?? []
  const [altitude, size, horizontal, vertical] = metres.map(Number)
  return {
    lat_degrees: Number(latitude),
    lat_minutes: Number(latMinutes),
    lat_seconds: Number(latSeconds),
    lat_direction: north!,
    long_degrees: Number(longitude),
    long_minutes: Number(longMinutes),
    long_seconds: Number(longSeconds),
    long_direction: east!,
    altitude: altitude!,
    size: size!,
    precision_horz: horizontal!,
    precision_vert: vertical!,
  }
}

/** What the service leaves out is 0. */
export function locationText(data: Data): string {
  const { lat_degrees, lat_minutes = 0, lat_seconds = 0, lat_direction } = data
  const { long_degrees, long_minutes = 0, long_seconds = 0, long_direction } = data
  const { altitude = 0, size = 0, precision_horz = 0, precision_vert = 0 } = data
  return [
    `${lat_degrees} ${lat_minutes} ${lat_seconds} ${lat_direction}`,
    `${long_degrees} ${long_minutes} ${long_seconds} ${long_direction}`,
    `${altitude}m ${size}m ${precision_horz}m ${precision_vert}m`,
  ].join(' ')
}
