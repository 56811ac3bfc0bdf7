import Type, { type Static } from 'typebox'
import { parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import { readDns } from './dns-input.ts'
import { domainProblems } from './domain-name.ts'
import { Id, Strict, Timestamp } from './schema.ts'

export const MachineDomain = Type.Object({
  id: Id,
  domain: Type.String(),
  internalPurchase: Type.Boolean(),
  verified: Type.Boolean(),
  configured: Type.Boolean(),
  createdAt: Timestamp,
})
export type MachineDomain = Static<typeof MachineDomain>
export const MachineDomains = Type.Object({ domains: Type.Array(MachineDomain) })
export type MachineDomains = Static<typeof MachineDomains>

export const SearchDomainsQuery = Strict({
  name: Type.String({ minLength: 1, maxLength: 255, description: 'a domain, or its first label' }),
})
export const DomainOffers = Type.Object({
  name: Type.String(),
  results: Type.Array(
    Type.Object({
      domain: Type.String(),
      available: Type.Boolean(),
      price: Type.Union([Type.Number(), Type.Null()]),
      currency: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})
export type DomainOffers = Static<typeof DomainOffers>

export const PurchaseDomainBody = Strict({ domain: Type.String({ minLength: 1, maxLength: 1024 }) })
export const PurchasedDomain = Type.Object({ id: Id, domain: Type.String(), internalPurchase: Type.Literal(true) })
export type PurchasedDomain = Static<typeof PurchasedDomain>

/** What is wrong with what is searched for, beyond its schema: a first label will do. */
export function searchProblems(query: unknown): readonly Problem[] {
  const { name } = (query ?? {}) as { name?: unknown }
  return typeof name === 'string' ? readDns('name', () => parseName(name)).problems : []
}

/** What is wrong with a purchase, beyond its schema. */
export function purchaseProblems(body: unknown): readonly Problem[] {
  const { domain } = (body ?? {}) as { domain?: unknown }
  return typeof domain === 'string' ? domainProblems('domain', domain) : []
}
