import type { ChangeSetData, ListedChangeSet } from '../../../src/sdk/index.ts'
import { relativeName } from '../../../src/sdk/record-input.ts'

type FirstChange = ListedChangeSet['firstChanges'][number]

const verbs: Record<FirstChange['op'], string> = { create: 'added', replace: 'changed', delete: 'deleted' }

/** “www A changed, api A added and 3 more”; undefined where nothing came of the change set. */
export function changedText(
  { firstChanges, total }: Pick<ListedChangeSet, 'firstChanges' | 'total'>,
  domainName: string,
): string | undefined {
  const parts = firstChanges.map(({ op, name, type }) => `${relativeName(name, domainName)} ${type} ${verbs[op]}`)
  const more = total - parts.length
  if (parts.length === 0) return undefined
  if (more > 0) return `${parts.join(', ')} and ${more.toLocaleString('en')} more`
  return parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** “3 changes”, or what else it was. */
export function titleOf({ kind, total, revertOf }: Pick<ChangeSetData, 'kind' | 'total' | 'revertOf'>): string {
  const count = total === 1 ? '1 change' : `${total.toLocaleString('en')} changes`
  if (kind === 'revert') return `Undo of #${revertOf}, ${count}`
  return kind === 'import' ? `Import, ${count}` : count
}

const actors: Record<ChangeSetData['actor']['kind'], string> = {
  user: '',
  api_key: ' (API key)',
  machine_key: ' (machine key)',
  system: ' (Zoneplane itself)',
}

export function actorText({ actor }: Pick<ChangeSetData, 'actor'>): string {
  return `${actor.name}${actors[actor.kind]}`
}
