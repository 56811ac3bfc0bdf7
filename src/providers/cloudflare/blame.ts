import { setOf } from '../../plan/change.ts'
import type { Change } from '../../plan/types.ts'
import type { CloudflareError } from './errors.ts'
import type { Operation } from './operations.ts'

/**
 * The changes that a refusal speaks of: the one that it points to, or else all that its code can mean. A batch is told of its
 * first error only, and as a rule without where it is.
 */
export function blamedChanges(error: CloudflareError, operations: readonly Operation[]): Set<Change> {
  const pointed = pointedAt(error, operations)
  if (pointed !== undefined) return new Set([pointed.change])
  const [test] = error.codes.flatMap(code => meanings[code] ?? [])
  const meant = test === undefined ? [] : operations.filter(test)
  return new Set((meant.length > 0 ? meant : operations).map(({ change }) => change))
}

/** Whether it is a record that is refused, rather than the whole of a request. */
export function isAboutRecord({ codes, pointer }: CloudflareError): boolean {
  return (
    pointer !== undefined || codes.some(code => code === 1004 || Math.floor(code / 1000) === 81 || code in meanings)
  )
}

/** Such as `/posts/3/content`. */
function pointedAt({ pointer }: CloudflareError, operations: readonly Operation[]): Operation | undefined {
  const [, kind, index] = /^\/(deletes|patches|posts)\/(\d+)(?:\/|$)/.exec(pointer ?? '') ?? []
  return kind === undefined ? undefined : operations.filter(one => one.kind === kind)[Number(index)]
}

const hosts = new Set(['A', 'AAAA', 'CNAME'])
const typeOf = ({ change }: Operation) => setOf(change).type

/** What a code can be said of (see the sources in docs/providers/cloudflare.md). */
const meanings: Readonly<Record<number, (operation: Operation) => boolean>> = {
  /** The record is gone. */
  81044: ({ kind }) => kind !== 'posts',
  /** The quota of records is used up. */
  81045: ({ kind }) => kind === 'posts',
  /** An A, AAAA or CNAME record stands there. */
  81053: operation => hosts.has(typeOf(operation)),
  /** A CNAME record stands there. */
  81054: operation => hosts.has(typeOf(operation)),
  /** The very record stands there. */
  81057: ({ kind }) => kind !== 'deletes',
  81058: ({ kind }) => kind !== 'deletes',
  /** Content of A, of AAAA, of MX. */
  9005: operation => typeOf(operation) === 'A',
  9006: operation => typeOf(operation) === 'AAAA',
  9009: operation => typeOf(operation) === 'MX',
  /** Too short or too long a TTL. */
  9021: ({ kind }) => kind !== 'deletes',
}
