import { DnsError } from './problem.ts'
import { addRecord, readName, readRdata } from './zone-file-fields.ts'
import { type Head, readHead } from './zone-file-head.ts'
import { generateLimit, type ZoneFileState } from './zone-file-state.ts'
import { fillTemplate } from './zone-file-template.ts'
import { restOf, skipBlanks, wordEnd } from './zone-file-words.ts'

interface Range {
  start: number
  stop: number
  step: number
}

/**
 * `$GENERATE start-stop[/step] owner [ttl] [class] type data`, as BIND has it: the entry stands for one record per number,
 * which takes the place of `$` in owner and data. Reading stops at the first record that is wrong.
 *
 * Throws `invalid_generate`, `too_many_generated`, `missing_field`, and what records throw, with the template's column.
 */
export function readGenerate(entry: string, start: number, line: number, state: ZoneFileState): void {
  const rangeAt = skipBlanks(entry, start)
  const rangeEnd = wordEnd(entry, rangeAt)
  const range = readRange(entry.slice(rangeAt, rangeEnd), rangeAt)
  const ownerAt = skipBlanks(entry, rangeEnd)
  const ownerEnd = wordEnd(entry, ownerAt)
  if (ownerAt === ownerEnd) throw new DnsError('missing_field', 'an owner was expected', ownerAt)
  const head = readHead(entry, ownerEnd, state)
  takeFromLimit(state, range, rangeAt)
  const owner = { text: entry.slice(ownerAt, ownerEnd), at: ownerAt }
  const data = { text: withoutQuotes(restOf(entry, head.rdataAt)), at: head.rdataAt }
  for (let number = range.start; number <= range.stop; number += range.step) {
    generateOne(number, owner, head, data, line, state)
  }
}

/** BIND's limit of each number. */
const largestNumber = 0x7fffffff

function readRange(text: string, column: number): Range {
  const [, start, stop, step = '1'] = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text) ?? []
  const range = { start: Number(start), stop: Number(stop), step: Number(step) }
  if (range.start <= range.stop && range.stop <= largestNumber && range.step > 0) return range
  throw new DnsError('invalid_generate', `a range such as 1-10 or 0-100/2 was expected, not “${text}”`, column)
}

function takeFromLimit(state: ZoneFileState, { start, stop, step }: Range, column: number): void {
  const count = Math.floor((stop - start) / step) + 1
  if (count > state.generatable) {
    const message = `$GENERATE may make ${generateLimit} records in one file, and this would be more`
    throw new DnsError('too_many_generated', message, column)
  }
  state.generatable -= count
}

/** Data with spaces may stand in quotes, which aren't part of them; `\"` inside is a quote that is. */
function withoutQuotes(text: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1]
  return inner === undefined ? text : inner.replaceAll('\\"', '"')
}

interface Template {
  text: string
  at: number
}

function generateOne(
  number: number,
  owner: Template,
  { type, ttl }: Head,
  data: Template,
  line: number,
  state: ZoneFileState,
): void {
  const name = readName(fillTemplate(owner.text, number, owner.at), owner.at, state.origin)
  const rdata = readRdata(type, fillTemplate(data.text, number, data.at), data.at, state.origin)
  addRecord(state, name, type, ttl, rdata, line, owner.at)
}
