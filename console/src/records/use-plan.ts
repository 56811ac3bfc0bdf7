import { useQuery } from '@tanstack/react-query'
import { type PlanData, type Problem, type RecordSet, ZoneplaneError } from '../../../src/sdk/index.ts'
import { setKey } from '../../../src/sdk/record-input.ts'
import { keys, type Place } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { currentOf } from './conflicts.ts'
import { changesOf, type Edit, setOf } from './edits.ts'

/** What applying the edits would come to, and the sets as they are now. */
export interface EditPlan {
  /** Undefined where the changes are refused as they stand; then there are problems. */
  plan: PlanData | undefined
  problems: readonly Problem[]
  /** By the keys of the edits; null where there is no such set. What could not be looked at is left out. */
  current: ReadonlyMap<string, RecordSet | null>
}

/** Sets that are looked at one by one, where a plan has problems and so tells of none. */
const mostLooks = 60

/** Asks the server for the plan of the edits; again whenever they change, or the zone does. */
export function usePlan(place: Place, zoneId: number, edits: readonly Edit[], isOn: boolean) {
  const { changes, records } = useEnvironment(place).zone(zoneId)
  return useQuery({
    queryKey: [...keys.zone(place, zoneId), 'plan', edits],
    queryFn: async ({ signal }): Promise<EditPlan> => {
      const { plan, problems } = await planOrProblems(() => changes.plan(changesOf(edits), { signal }))
      if (plan !== undefined && problems.length === 0) return { plan, problems, current: currentOf(plan, edits) }
      const current = new Map<string, RecordSet | null>()
      for (const edit of edits.slice(0, mostLooks)) {
        const { name, type } = setOf(edit)
        const sets = await records.list({ name, type }, { signal }).all()
        current.set(edit.key, sets.find(set => setKey(set) === edit.key) ?? null)
      }
      return { plan, problems, current }
    },
    enabled: isOn && edits.length > 0,
    placeholderData: before => before,
    staleTime: 0,
    gcTime: 0,
  })
}

async function planOrProblems(
  ask: () => Promise<PlanData>,
): Promise<{ plan: PlanData | undefined; problems: readonly Problem[] }> {
  try {
    const plan = await ask()
    return { plan, problems: plan.problems }
  } catch (error) {
    if (error instanceof ZoneplaneError && error.status === 400 && error.details.length > 0) {
      return { plan: undefined, problems: error.details }
    }
    throw error
  }
}
