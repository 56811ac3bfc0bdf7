/** Of many measurements: what half, 99 of 100 and all of them stay within. */
export interface Percentiles {
  half: number
  most: number
  worst: number
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? Number.NaN
  return { half: at(0.5), most: at(0.99), worst: at(1) }
}
