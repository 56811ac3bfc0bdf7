import type { ChangeSet } from '../store/history.ts'

/** Whoever sends more at once expects to wait. */
const mostIntents = 100

/**
 * Whether somebody is taken to wait in front of a screen for a change set: it came through a user's session or key, is no import
 * and of moderate size, and its caller hasn't been told yet that it takes longer. Programs (machine keys) can wait.
 */
export function isInteractive(
  { kind, actorKind, intents, deadline }: Pick<ChangeSet, 'kind' | 'actorKind' | 'intents' | 'deadline'>,
  now: number,
): boolean {
  const isUsers = actorKind === 'user' || actorKind === 'api_key'
  return isUsers && kind !== 'import' && intents.length <= mostIntents && now <= deadline
}
