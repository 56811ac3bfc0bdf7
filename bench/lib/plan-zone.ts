/**
 * Plans what leads from the zone that PowerDNS serves at the port named to the zone file named, and prints how many changes and
 * calls that takes. All through the engine's own planning, as a dry run of an import does it.
 */
import { createReadStream } from 'node:fs'
import { parseRdata } from '../../src/dns/rdata.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { parseZoneFile, type ZoneFileRecord } from '../../src/dns/zone-file.ts'
import { groupIntoRRsets } from '../../src/dns/zone-file-rrsets.ts'
import { memoryKind } from '../../src/providers/memory/kind.ts'
import type { Provider } from '../../src/providers/provider.ts'
import type { OpenZone } from '../../src/services/open-provider.ts'
import { planIntents } from '../../src/services/plan-intents.ts'

const [, , file = '', port = ''] = process.argv
const domain = 'bench.example.'

const rrsets = await readZoneFile(file)
const plan = await planIntents(
  openZone(),
  rrsets.map(rrset => ({ op: 'put', rrset })),
)
console.log(JSON.stringify({ changes: plan.changes.length, problems: plan.problems.length, calls: plan.calls }))

async function readZoneFile(path: string): Promise<RRset[]> {
  const records: ZoneFileRecord[] = []
  const chunks = createReadStream(path, { highWaterMark: 256 * 1024 })
  for await (const batch of parseZoneFile(chunks, { origin: domain })) records.push(...batch.records)
  return groupIntoRRsets(records).rrsets
}

function openZone(): OpenZone {
  const remote = { hostedZoneId: domain, name: domain, nameServers: [] }
  const at = { id: 1, projectId: 1, environmentId: 1, resourceType: 'dns', name: 'Bench', status: 'active' }
  const time = { createdAt: 0, updatedAt: 0 }
  const resource = { ...at, ...time, comment: null, positionX: null, positionY: null, metadata: {} }
  const binding = { id: 1, provider: 'memory', connectionId: null, hostedZoneId: domain, nameServers: [] }
  return {
    zone: { resource, domain, binding },
    kind: memoryKind(),
    provider: powerDns(),
    remote,
    workspaceId: 1,
    call: () => ({}),
  }
}

/** The little of a PowerDNS provider that a plan needs. */
function powerDns(): Provider {
  return {
    async *zones() {},
    async *rrsets(_zone, { at } = {}) {
      const names = at && new Set(at)
      for (const set of await readPowerDns()) if (names?.has(set.name) ?? true) yield set
    },
    apply: async () => ({ outcomes: [] }),
  }
}

async function readPowerDns(): Promise<RRset[]> {
  const url = `http://127.0.0.1:${port}/api/v1/servers/localhost/zones/${domain}`
  const reply = await fetch(url, { headers: { 'X-API-Key': 'bench' } })
  const zone = (await reply.json()) as { rrsets: (Omit<RRset, 'records'> & { records: { content: string }[] })[] }
  return zone.rrsets.map(({ name, type, ttl, records }) => ({
    name,
    type,
    ttl,
    records: records.map(({ content }) => parseRdata(type, content)),
  }))
}
