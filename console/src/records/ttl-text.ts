const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const

/** Seconds in the largest unit that fits: `1 h`, `90 s`. */
export function ttlText(seconds: number): string {
  for (const [unit, length] of units)
    if (seconds >= length && seconds % length === 0) return `${seconds / length} ${unit}`
  return `${seconds} s`
}

/** What somebody has typed: seconds, or a number with a unit, such as `1h`. Undefined for anything else. */
export function readTtl(text: string): number | undefined {
  const found = /^\s*(\d{1,10})\s*(s|sec|m|min|h|d|w)?\s*$/i.exec(text)
  if (found === null) return undefined
  const lengths: Record<string, number> = { m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 }
  return Number(found[1]) * (lengths[(found[2] ?? '').toLowerCase()] ?? 1)
}
