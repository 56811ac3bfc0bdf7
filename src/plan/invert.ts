import type { Change } from './types.ts'

/** The change that undoes a change. */
export function invert(change: Change): Change {
  switch (change.op) {
    case 'create':
      return { op: 'delete', before: change.after }
    case 'replace':
      return { op: 'replace', before: change.after, after: change.before }
    case 'delete':
      return { op: 'create', after: change.before }
  }
}
