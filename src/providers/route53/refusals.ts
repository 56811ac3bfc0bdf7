import { afterOf, beforeOf, setOf } from '../../plan/change.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import { failureOf, type Refusal } from './failures.ts'
import { toServiceName } from './names.ts'
import { toServiceValue } from './values.ts'

/**
 * What a refused batch comes to: every change that a message speaks of has failed with the messages about it, and the others were
 * skipped, as nothing was changed. Where no message speaks of anything that was sent, all of them bear the words.
 */
export function outcomesOfRefusal(batch: readonly Change[], refusal: Refusal): Outcome[] {
  const messages = new Map<Change, string[]>()
  for (const message of refusal.messages) {
    for (const change of changesIn(message, batch)) messages.set(change, [...(messages.get(change) ?? []), message])
  }
  return batch.map(change => {
    const own = messages.get(change)
    if (own === undefined && messages.size > 0) return { status: 'skipped', change }
    return { status: 'failed', change, failure: failureOfMessages({ ...refusal, messages: own ?? refusal.messages }) }
  })
}

function failureOfMessages(refusal: Refusal): Failure {
  const failure = failureOf(refusal)
  return refusal.messages.length > 0 && refusal.messages.every(isConflict) ? { ...failure, code: 'conflict' } : failure
}

/** The zone isn't as the change expects it to be. */
function isConflict(message: string): boolean {
  return (
    isMismatch(message) ||
    /but it already exists|but it was not found|because a conflicting RRSet|other RRSets exist/.test(message)
  )
}

/** A set is there, and not with exactly the values (or TTL, or policy) that were to be deleted. */
export function isMismatch(message: string): boolean {
  return /values provided do not match the current values/.test(message)
}

/**
 * The changes that a message is about. Messages as of 2026-11:
 *
 *     Tried to create resource record set [name='www.example.com.', type='A', set identifier='one'] but it already exists
 *     RRSet of type CNAME with DNS name www.example.com. is not permitted because a conflicting RRSet of type A …
 *     RRSet with DNS name www.example.com., type A, SetIdentifier one cannot be created as other RRSets exist …
 *     Tried to create an alias that targets www.example.com., type A in zone Z1, but …
 *     Invalid Resource Record: FATAL problem: … encountered with '192.0.2.300'
 */
function changesIn(message: string, batch: readonly Change[]): Change[] {
  const target = /alias that targets (\S+?),? type (\w+)/.exec(message)
  if (target !== null) return batch.filter(change => isAliasOf(change, target[1]!, target[2]!))
  const value = /encountered with '(.+?)''?$/s.exec(message)?.[1]
  if (value !== undefined) return batch.filter(change => holds(change, value))
  const names = new Set(batch.map(nameOf))
  const name = message
    .match(/[^\s'",[\]=]+/g)
    ?.map(withDot)
    .find(word => names.has(word))
  const type = /\btype[ =]'?([A-Z]+)/.exec(message)?.[1] ?? /resource record set '([A-Z]+) /.exec(message)?.[1]
  const variant = /(?:set ?identifier)[ =]'?([^'\]]+?)(?:'|\]| cannot | is not |$)/i.exec(message)?.[1]
  const ofName = batch.filter(change => nameOf(change) === name && (type === undefined || setOf(change).type === type))
  return ofName.filter(change => variant === undefined || variant === 'null' || setOf(change).variant === variant)
}

function nameOf(change: Change): string {
  return toServiceName(setOf(change).name)
}

function withDot(word: string): string {
  return word.endsWith('.') ? word.toLowerCase() : `${word.toLowerCase()}.`
}

function isAliasOf(change: Change, target: string, type: string): boolean {
  const alias = afterOf(change)?.options?.alias
  return alias !== undefined && setOf(change).type === type && toServiceName(alias.dnsName) === withDot(target)
}

function holds(change: Change, value: string): boolean {
  return [beforeOf(change), afterOf(change)].some(set =>
    set?.records.some(record => toServiceValue(set.type, record).includes(value)),
  )
}
