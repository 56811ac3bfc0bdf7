import { StoreError } from './store.ts'

/**
 * The row that an insert with `on conflict do nothing` returned. Inserts ask this way, instead of failing, because a statement
 * that fails ends the whole transaction on one of the databases and not on the other.
 */
export function orTaken<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw new StoreError('taken', `${what} is taken`)
  return row
}
