import {
  DomainOffers,
  MachineDomains,
  PurchaseDomainBody,
  PurchasedDomain,
  purchaseProblems,
  SearchDomainsQuery,
  searchProblems,
} from '../../../contract/machine-domains.ts'
import { machineRoot } from '../../../contract/paths.ts'
import { machineErrorReplies } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { listMachineDomains, registrarNotConfigured } from '../../../services/machine-domains.ts'
import type { TypedApp } from '../../typed-app.ts'

const tags = ['machine: domains']
const access = { scope: 'machine' } as const

export function machineDomainRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    `${machineRoot}/domain/list`,
    {
      config: { access },
      schema: { summary: 'List domains', tags, response: { 200: MachineDomains, ...machineErrorReplies } },
    },
    async request => ({ domains: await listMachineDomains(deps, request.caller) }),
  )

  app.get(
    `${machineRoot}/domain-manager/search`,
    {
      config: { access, check: ({ query }) => searchProblems(query) },
      schema: {
        summary: 'Search for domains to buy',
        tags,
        querystring: SearchDomainsQuery,
        response: { 200: DomainOffers, ...machineErrorReplies },
      },
    },
    async () => {
      throw registrarNotConfigured()
    },
  )

  app.post(
    `${machineRoot}/domain-manager/purchase`,
    {
      config: { access, check: ({ body }) => purchaseProblems(body) },
      schema: {
        summary: 'Buy a domain',
        tags,
        body: PurchaseDomainBody,
        response: { 201: PurchasedDomain, ...machineErrorReplies },
      },
    },
    async () => {
      throw registrarNotConfigured()
    },
  )
}
