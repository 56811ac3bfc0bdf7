/** Groups things so that two that share a key are in one group; groups and what is in them keep their order. */
export function joinByKeys<Thing>(things: readonly Thing[], keysOf: (thing: Thing) => readonly string[]): Thing[][] {
  const leaders = things.map((_, index) => index)
  const leaderOf = (index: number): number => {
    const leader = leaders[index]!
    if (leader === index) return index
    leaders[index] = leaderOf(leader)
    return leaders[index]
  }
  const firsts = new Map<string, number>()
  for (const [index, thing] of things.entries()) {
    for (const key of keysOf(thing)) {
      const [one, other] = [leaderOf(firsts.get(key) ?? index), leaderOf(index)]
      leaders[Math.max(one, other)] = Math.min(one, other)
      if (!firsts.has(key)) firsts.set(key, index)
    }
  }
  const groups = Map.groupBy(things.entries(), ([index]) => leaderOf(index))
  return [...groups.values()].map(group => group.map(([, thing]) => thing))
}
