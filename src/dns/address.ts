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
  return text.split('.').map(Number)
}

export function ipv4Text(bytes: Uint8Array): string {
  return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`
}

/** The eight groups of an IPv6 address (RFC 4291 §2.2), its last two also as an IPv4 address. */
export function ipv6Groups(text: string): number[] | undefined {
  const gap = text.indexOf('::')
  if (gap < 0) {
    const groups = groupsOf(text)
    return groups?.length === 8 ? groups : undefined
  }
  const head = gap === 0 ? [] : groupsOf(text.slice(0, gap), false)
  const tail = gap + 2 === text.length ? [] : groupsOf(text.slice(gap + 2))
  if (head === undefined || tail === undefined || head.length + tail.length > 7) return undefined
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

/** Groups parted by single colons. */
function groupsOf(text: string, ipv4AtEnd = true): number[] | undefined {
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    if (ipv4AtEnd && index === parts.length - 1 && isIpv4(part)) {
      const [a, b, c, d] = ipv4Bytes(part) as [number, number, number, number]
      groups.push(a * 256 + b, c * 256 + d)
    } else {
      if (!/^[0-9A-Fa-f]{1,4}$/.test(part)) return undefined
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}

/** RFC 5952 §4: small hex digits, the longest run of at least two zero groups as `::`; IPv4-mapped ones with a dotted end (§5). */
export function ipv6Text(groups: readonly number[]): string {
  const gap = longestZeroRun(groups)
  if (gap.start === 0 && gap.length === 5 && groups[5] === 0xffff) return `::ffff:${dotted(groups)}`
  const hex = groups.map(group => group.toString(16))
  if (gap.length < 2) return hex.join(':')
  return `${hex.slice(0, gap.start).join(':')}::${hex.slice(gap.start + gap.length).join(':')}`
}

function dotted(groups: readonly number[]): string {
  return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.')
}

/** The first of the longest runs. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (groups[end] === 0) end++
    if (end - start > best.length) best = { start, length: end - start }
    if (end > start) start = end
  }
  return best
}

export function groupsToBytes(groups: readonly number[]): number[] {
  return groups.flatMap(group => [group >> 8, group & 255])
}

export function groupsFromBytes(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes[index * 2]! * 256 + bytes[index * 2 + 1]!)
}

/** Groups of four hex digits each, with colons. */
export function hexGroups(groups: readonly string[]): string {
  return groups.map(group => group.padStart(4, '0')).join(':')
}
