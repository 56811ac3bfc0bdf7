import { parentOf } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import { setOf } from '../plan/change.ts'
import type { Change } from '../plan/types.ts'

/** Changes that later ones may stand on. */
export interface Footing {
  add(change: Change): void
  /** Whether the change stands on one of those that were added: of the same name, or of the delegation above it. */
  carries(change: Change): boolean
}

/** A CNAME gives way before an address comes, and a DS or glue needs its NS: such changes are made in order or not at all. */
export function createFooting(zone: Name): Footing {
  const names = new Set<Name>()
  const delegations = new Set<Name>()
  return {
    add(change) {
      const { name, type } = setOf(change)
      names.add(name)
      if (type === 'NS' && name !== zone) delegations.add(name)
    },
    carries(change) {
      const { name } = setOf(change)
      if (names.has(name)) return true
      return delegations.size > 0 && isBelow(name, delegations)
    },
  }
}

function isBelow(name: Name, delegations: ReadonlySet<Name>): boolean {
  for (let above = name; above !== '.'; above = parentOf(above)) if (delegations.has(above)) return true
  return false
}

/**
 * One batch as the steps it is sent in to a provider that may make a part of it: what stands on another change goes into a later
 * step, and so isn't sent where that one fails.
 */
export function stepsOf(batch: readonly Change[], zone: Name): Change[][] {
  const steps: Change[][] = []
  let footing = createFooting(zone)
  for (const change of batch) {
    const open = steps.at(-1)
    if (open !== undefined && !footing.carries(change)) open.push(change)
    else {
      steps.push([change])
      footing = createFooting(zone)
    }
    footing.add(change)
  }
  return steps
}
