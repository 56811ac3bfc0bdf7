import { parseName } from '../../dns/name.ts'
import { DnsError } from '../../dns/problem.ts'
import type { Change } from '../../plan/types.ts'
import type { Operation } from './patch.ts'

/** The changes that a refusal speaks of; all where it names none of them. */
export function blamedChanges(messages: readonly string[], operations: readonly Operation[]): Set<Change> {
  const meant = messages.flatMap(message => {
    const { name, type } = subjectOf(message) ?? {}
    return operations.filter(({ entries }) =>
      entries.some(entry => entry.name === name && (type === undefined || entry.type === type)),
    )
  })
  return new Set((meant.length > 0 ? meant : operations).map(({ change }) => change))
}

/**
 * The set that a message names, or the name alone: `RRset www.example.com. IN A: …`, `Record www.example.com./A '…': …`,
 * `Duplicate record in RRset www.example.com. IN A with …`, `Name '…' contains unsupported characters`.
 */
function subjectOf(message: string): { name: string; type?: string } | undefined {
  const [, name, type] =
    /(?:RRset|Record) (\S+) IN ([\w-]+)/.exec(message) ??
    /^Record (\S+?)\/([\w-]+) '/.exec(message) ??
    /^(?:DNS )?Name '(\S+)' /.exec(message) ??
    []
  if (name === undefined) return undefined
  try {
    return { name: parseName(name), ...(type !== undefined && { type }) }
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}
