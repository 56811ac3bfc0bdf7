/** Reads and writes the addresses of A and AAAA records; undefined means that the text is none. */

/** Four decimal numbers without leading zeros (RFC 6943 §3.1.1: other forms are read differently by different programs). */
export function isIpv4(text: string): boolean {
  let parts = 1
  let value = -1
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x2e) {
      if (value < 0 || ++parts > 4) return false
      value = -1
    } else {
      if (code < 0x30 || code > 0x39 || value === 0) return false
      value = value < 0 ? code - 0x30 : value * 10 + code - 0x30
      if (value > 255) return false
    }
  }
  return parts === 4 && value >= 0
}

/** The four bytes of what `isIpv4` accepts. */
export function ipv4Bytes(text: string): number[] {
  const bytes = [0, 0, 0, 0]
  for (let index = 0, at = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x2e) at++
    else bytes[at] = bytes[at]! * 10 + code - 0x30
  }
  return bytes
}

export function ipv4Text(bytes: Uint8Array): string {
  return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`
}

/** The eight groups of an IPv6 address (RFC 4291 §2.2), its last two also as an IPv4 address. */
export function ipv6Groups(text: string): number[] | undefined {
  const groups: number[] = []
  let gap = -1
  let at = text.startsWith('::') ? 0 : -1
  while (at < text.length) {
    if (at >= 0 && text.charCodeAt(at + 1) === 0x3a) {
      if (gap >= 0) return undefined
      gap = groups.length
      if (++at + 1 === text.length) break
    }
    const end = groupEnd(text, at + 1)
    if (!readGroup(text, at + 1, end, groups)) return undefined
    at = end
  }
  if (gap < 0) return groups.length === 8 ? groups : undefined
  return groups.length < 8 ? filled(groups, gap) : undefined
}

function groupEnd(text: string, start: number): number {
  const end = text.indexOf(':', start)
  return end < 0 ? text.length : end
}

/** Adds the group that stands there, or the two of an IPv4 address at the end. */
function readGroup(text: string, start: number, end: number, groups: number[]): boolean {
  if (end - start > 4) return end === text.length && readDotted(text.slice(start), groups)
  let value = 0
  for (let index = start; index < end; index++) {
    const digit = hexDigit(text.charCodeAt(index))
    if (digit < 0) return false
    value = value * 16 + digit
  }
  groups.push(value)
  return end > start
}

function readDotted(text: string, groups: number[]): boolean {
  if (!isIpv4(text)) return false
  const [a, b, c, d] = ipv4Bytes(text) as [number, number, number, number]
  groups.push(a * 256 + b, c * 256 + d)
  return true
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

function filled(groups: readonly number[], gap: number): number[] {
  return [...groups.slice(0, gap), ...new Array<number>(8 - groups.length).fill(0), ...groups.slice(gap)]
}

/** RFC 5952 §4: small hex digits, the longest run of at least two zero groups as `::`; IPv4-mapped ones with a dotted end (§5). */
export function ipv6Text(groups: readonly number[]): string {
  const gap = longestZeroRun(groups)
  if (gap.start === 0 && gap.length === 5 && groups[5] === 0xffff) return `::ffff:${dotted(groups)}`
  if (gap.length < 2) return hexGroups(groups, 0, 8)
  return `${hexGroups(groups, 0, gap.start)}::${hexGroups(groups, gap.start + gap.length, 8)}`
}

function dotted(groups: readonly number[]): string {
  return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.')
}

function hexGroups(groups: readonly number[], start: number, end: number): string {
  let text = ''
  for (let index = start; index < end; index++) text += (index > start ? ':' : '') + groups[index]!.toString(16)
  return text
}

/** The first of the longest runs. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let start = 0
  let length = 0
  for (let index = 0; index < 8; index++) {
    const first = index
    while (index < 8 && groups[index] === 0) index++
    if (index - first > length) {
      start = first
      length = index - first
    }
  }
  return { start, length }
}

export function groupsToBytes(groups: readonly number[]): number[] {
  const bytes: number[] = []
  for (const group of groups) bytes.push(group >> 8, group & 255)
  return bytes
}

export function groupsFromBytes(bytes: Uint8Array): number[] {
  const groups: number[] = []
  for (let at = 0; at + 1 < bytes.length; at += 2) groups.push(bytes[at]! * 256 + bytes[at + 1]!)
  return groups
}
