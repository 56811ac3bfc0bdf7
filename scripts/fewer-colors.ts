import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Bytes of a pixel in the pictures that browsers make: red, green, blue, and opacity where there is any. */
type PixelBytes = 3 | 4

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The same picture (PNG, ISO/IEC 15948) with its 256 most frequent colours, which is a fraction of its size. */
export function fewerColors(png: Buffer): Buffer {
  const { width, height, bytes, pixels } = readPicture(png)
  const palette = mostFrequent(pixels, bytes)
  const indexes = new Map(palette.map((color, index) => [color, index]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = colorAt(pixels, (y * width + x) * bytes)
      let index = indexes.get(color)
      if (index === undefined) {
        index = nearestOf(palette, color)
        indexes.set(color, index)
      }
      rows[y * (width + 1) + 1 + x] = index
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits of an index (colour type 3).
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(partsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function mostFrequent(pixels: Buffer, bytes: PixelBytes): number[] {
  const counts = new Map<number, number>()
  for (let at = 0; at < pixels.length; at += bytes) {
    const color = colorAt(pixels, at)
    counts.set(color, (counts.get(color) ?? 0) + 1)
  }
  const byCount = [...counts].sort(([, a], [, b]) => b - a)
  return byCount.slice(0, 256).map(([color]) => color)
}

/** Red, green and blue in one number. */
function colorAt(pixels: Buffer, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)
}

function partsOf(color: number): [number, number, number] {
  return [color >> 16, (color >> 8) & 255, color & 255]
}

function nearestOf(palette: readonly number[], color: number): number {
  const [red, green, blue] = partsOf(color)
  let [found, least] = [0, Number.POSITIVE_INFINITY]
  for (const [index, known] of palette.entries()) {
    const [r, g, b] = partsOf(known)
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
    if (distance < least) [found, least] = [index, distance]
  }
  return found
}

function readPicture(png: Buffer): { width: number; height: number; bytes: PixelBytes; pixels: Buffer } {
  const data: Buffer[] = []
  let [width, height, bytes]: [number, number, PixelBytes] = [0, 0, 4]
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') [width, height, bytes] = [body.readUInt32BE(0), body.readUInt32BE(4), body[9] === 6 ? 4 : 3]
    if (type === 'IDAT') data.push(body)
    at += length + 12
  }
  return { width, height, bytes, pixels: withoutFilters(inflateSync(Buffer.concat(data)), width * bytes, bytes) }
}

/** Each row begins with the number of its filter (§9). */
function withoutFilters(filtered: Buffer, rowBytes: number, bytes: PixelBytes): Buffer {
  const rows = filtered.length / (rowBytes + 1)
  const pixels = Buffer.alloc(rows * rowBytes)
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1)
    const filter = filtered[from] ?? 0
    for (let at = 0; at < rowBytes; at++) {
      const here = row * rowBytes + at
      const left = at < bytes ? 0 : (pixels[here - bytes] ?? 0)
      const up = row === 0 ? 0 : (pixels[here - rowBytes] ?? 0)
      const upLeft = row === 0 || at < bytes ? 0 : (pixels[here - rowBytes - bytes] ?? 0)
      pixels[here] = (filtered[from + 1 + at] ?? 0) + predicted(filter, left, up, upLeft)
    }
  }
  return pixels
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4:
      return nearest(left, up, upLeft)
    default:
      return 0
  }
}

/** Paeth's predictor. */
function nearest(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft
  const [toLeft, toUp, toUpLeft] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)]
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, sum])
}
