import { labelsOf, nameWithoutFinalDot, parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name } from '../dns/rrset.ts'
import { readDns } from './dns-input.ts'

/**
 * The labels that zones' names are made of: those of host names (RFC 1123 §2.1), those that begin with an underscore
 * (`_acme-challenge` and `_msdcs` are delegated often), and the ranges of RFC 2317, such as `0/25`.
 */
const labelForm = /^(?:_?[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?|\d+\/\d+)$/

/** The canonical name of a domain that has passed `domainProblems`. */
export function domainName(text: string): Name {
  return parseName(text)
}

/** As replies write it: `example.com`. */
export const domainText = nameWithoutFinalDot

/** Everything that keeps a text from being the name of a zone: in any case, with or without a final dot, IDN as it is read. */
export function domainProblems(path: string, text: string): readonly Problem[] {
  const read = readDns(path, () => parseName(text))
  if (read.value === undefined) return read.problems
  const labels = labelsOf(read.value)
  const problems = labels
    .filter(label => !labelForm.test(label))
    .map(label => ({ path, code: 'invalid_label', message: `“${label}” is not a label of a domain name` }))
  if (labels.length < 2) {
    problems.push({ path, code: 'too_few_labels', message: 'a domain has two labels at least, such as example.com' })
  }
  if (/^\d+$/.test(labels.at(-1) ?? '')) {
    problems.push({ path, code: 'not_a_domain', message: 'a domain does not end in a number, as addresses do' })
  }
  return problems
}
