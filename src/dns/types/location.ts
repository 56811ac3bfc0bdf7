/** A place on earth. */
export interface Location {
  /** Thousandths of a second of arc; north and east are positive. */
  latitude: number
  longitude: number
  /** Centimetres above the WGS 84 ellipsoid. */
  altitude: number
  /** Centimetres, each one digit and zeros. */
  size: number
  horizontal: number
  vertical: number
}

/** One place, one text: all fields with all their decimals, as BIND and dnspython write the angles. */
export function locationText(place: Location): string {
  const angles = [angleText(place.latitude, 'N', 'S'), angleText(place.longitude, 'E', 'W')]
  const lengths = [place.altitude, place.size, place.horizontal, place.vertical].map(lengthText)
  return [...angles, ...lengths].join(' ')
}

function angleText(value: number, positive: string, negative: string): string {
  const total = Math.abs(value)
  const degrees = Math.floor(total / 3_600_000)
  const minutes = Math.floor(total / 60_000) % 60
  const seconds = ((total % 60_000) / 1000).toFixed(3)
  return `${degrees} ${minutes} ${seconds} ${value < 0 ? negative : positive}`
}

function lengthText(centimetres: number): string {
  return `${(centimetres / 100).toFixed(2)}m`
}
