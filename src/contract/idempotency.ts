import Type from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { Strict } from './schema.ts'

/** `Idempotency-Key`: a write that is sent again with the same key is done once, and answered the same. */

/** How long a reply is kept. */
export const keptMilliseconds = 24 * 3_600_000

const keyForm = '^[\\u0021-\\u007e](?:[\\u0020-\\u007e]{0,253}[\\u0021-\\u007e])?$'
const keyWords = '1 to 255 printable ASCII characters, not blank at the ends'

/** The header as writes take it. */
export const IdempotencyHeaders = Strict({
  'Idempotency-Key': Type.Optional(
    Type.String({
      pattern: keyForm,
      description: `${keyWords}; the same request sent again within 24 hours gets the first reply, with \`Idempotency-Replayed: true\``,
    }),
  ),
})

export function idempotencyKeyProblems(key: string): Problem[] {
  if (new RegExp(keyForm).test(key)) return []
  return [{ path: 'Idempotency-Key', code: 'wrong_form', message: `must be ${keyWords}` }]
}
