import { expect } from 'vitest'
import type { Loose, Method, TestReply } from './test-app.ts'

type Call = (method: Method, url: string, body?: unknown) => Promise<TestReply>

/** What tests of connections say over and over, in one environment. */
export interface ConnectionWorld {
  place: string
  call: Call
  subdomain(name: string): Promise<number>
  target(resourceType: string, metadata: object): Promise<number>
  /** Posts a connection of a subdomain and a target in a zone. */
  connect(subdomain: number, target: { id: number; type: string }, zoneId: number, ttl?: number): Promise<TestReply>
  /** Record sets of a zone as `name type ttl values`, but for SOA and NS. */
  records(zoneId: number): Promise<string[]>
}

export function connectionWorld(call: Call, place: string): ConnectionWorld {
  const make = async (url: string, body: object) => {
    const reply = await call('POST', `${place}${url}`, body)
    expect([reply.status, reply.body.message]).toEqual([201, expect.any(String)])
    return Number(reply.body.data.id)
  }
  return {
    place,
    call,
    subdomain: name => make('/subdomains', { name }),
    target: (resourceType, metadata) => make('/resources', { resourceType, name: resourceType, metadata }),
    connect: (subdomain, { id, type }, dnsResourceId, ttl) =>
      call('POST', `${place}/resource-connections`, {
        sourceResourceType: 'subdomain',
        sourceResourceId: subdomain,
        targetResourceType: type,
        targetResourceId: id,
        connectionDetails: { dnsResourceId, ...(ttl && { ttl }) },
      }),
    async records(zoneId) {
      const { body } = await call('GET', `${place}/dns/${zoneId}/records`)
      const sets = body.data as unknown as Loose[]
      return sets.filter(({ type }) => !['SOA', 'NS'].includes(String(type))).map(setText)
    },
  }
}

function setText({ name, type, ttl, values = [] as unknown as Loose, aliasTarget }: Loose): string {
  if (aliasTarget !== undefined) return `${name} ${type} alias ${aliasTarget.dnsName} ${aliasTarget.hostedZoneId}`
  return `${name} ${type} ${ttl} ${(values as unknown as string[]).toSorted().join(' ')}`
}
