import type { ChangeSet, NewChangeSet } from '../store/history.ts'
import type { Store } from '../store/store.ts'

/** Where change sets are stored before anything else happens to them. Those that come at the same time share a commit. */
export interface Intake {
  /** `onStored` takes it on from there. */
  store(wanted: NewChangeSet, onStored: OnStored): Promise<ChangeSet>
  /** Resolves once everything that is being stored now has been, and has been taken on. */
  settled(): Promise<void>
}

type OnStored = (changeSet: ChangeSet) => Promise<void>

export function createIntake({ changeSets }: Pick<Store, 'changeSets'>): Intake {
  const underWay = new Set<Promise<unknown>>()

  async function create(wanted: NewChangeSet, onStored: OnStored): Promise<ChangeSet> {
    const [stored] = await changeSets.create([wanted])
    if (stored === undefined) throw new Error('the store has given no change set back')
    const changeSet = { ...stored, intents: wanted.intents }
    await onStored(changeSet)
    return changeSet
  }

  return {
    store(wanted, onStored) {
      const work = create(wanted, onStored).finally(() => underWay.delete(work))
      underWay.add(work)
      return work
    },
    async settled() {
      await Promise.allSettled(underWay)
    },
  }
}
