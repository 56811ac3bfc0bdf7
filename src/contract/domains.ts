import Type, { type Static } from 'typebox'
import type { Problem } from '../dns/problem.ts'
import { domainProblems } from './domain-name.ts'
import { Id, Line, Strict, Timestamp } from './schema.ts'

/** Domains that a project manages, each tied to a zone; what the machine API works on. */

export const DomainBody = Strict({
  domain: Line(255),
  zoneId: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'a zone of the project, of this very domain',
  }),
  internalPurchase: Type.Boolean({ description: 'bought through Zoneplane; only then machine keys may touch it' }),
})
export const DomainData = Type.Object({
  id: Id,
  domain: Type.String({ description: 'without the final dot' }),
  zoneId: Id,
  internalPurchase: Type.Boolean(),
  verified: Type.Boolean(),
  configured: Type.Boolean({ description: 'tied to a zone that is served' }),
  createdAt: Timestamp,
})

export type DomainBody = Static<typeof DomainBody>
export type DomainData = Static<typeof DomainData>

/** What a schema can't say of a domain. Takes input that nothing has checked. */
export function domainBodyProblems(body: unknown): readonly Problem[] {
  const domain = (body as { domain?: unknown } | null | undefined)?.domain
  return typeof domain === 'string' ? domainProblems('domain', domain) : []
}
