import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { Id, noControls, Position, PositionCoordinate, Reference, Strict, Timestamp } from './schema.ts'

export const CreateSubdomainBody = Strict({
  name: Type.String({
    minLength: 1,
    maxLength: 1024,
    ...noControls,
    description:
      'relative to whichever zone it is connected in: letters, digits and inner hyphens, dots between labels, in any case; ' +
      '`@`, or the name of the zone itself, for the zone’s own name',
  }),
  positionX: Type.Optional(PositionCoordinate),
  positionY: Type.Optional(PositionCoordinate),
})
export type CreateSubdomainBody = Static<typeof CreateSubdomainBody>

export const SubdomainData = Type.Object({
  id: Id,
  resourceType: Type.Literal('subdomain'),
  name: Type.String(),
  subdomainName: Type.String(),
  status: Type.String(),
  position: Position,
  project: Reference,
  environment: Reference,
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type SubdomainData = Static<typeof SubdomainData>

/** Characters of a name without its final dot (RFC 1035 §2.3.4: 255 bytes on the wire). */
const longestName = 253

/** What keeps a text from being the name of a subdomain. */
export function subdomainProblems(body: unknown): Problem[] {
  const { name } = (body ?? {}) as { name?: unknown }
  if (typeof name !== 'string' || name === '' || name === '@') return []
  const path = 'name'
  if (name.length > longestName) {
    return [{ path, code: 'name_too_long', message: `a name has ${longestName} characters at most` }]
  }
  const problems: Problem[] = []
  for (const label of new Set(name.split('.'))) {
    if (label === '') problems.push({ path, code: 'empty_label', message: 'there is a dot without a label beside it' })
    else if (label.length > 63) {
      problems.push({
        path,
        code: 'label_too_long',
        message: `a label has 63 characters at most, and one has ${label.length}`,
      })
    } else if (label === '*') {
      problems.push({
        path,
        code: 'wildcard_not_allowed',
        message: 'a wildcard is no subdomain; write its records into the zone',
      })
    } else if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(label)) {
      problems.push({
        path,
        code: 'invalid_label',
        message: `“${label}” has other characters than letters, digits and inner hyphens`,
      })
    }
  }
  return problems
}

/** As it is kept. */
export function subdomainName(name: string): string {
  return name.toLowerCase()
}
