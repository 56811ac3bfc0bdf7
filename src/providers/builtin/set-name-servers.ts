import type { Name, RRset } from '../../dns/rrset.ts'
import { nextSerial, serialOf, withSerial } from '../../plan/serial.ts'
import type { Change } from '../../plan/types.ts'
import { ProviderError } from '../provider.ts'
import type { BuiltinBacking, HostedZone } from './backing.ts'
import { reading } from './failures.ts'

/** Others may commit in between; each attempt that loses lets one of them through. */
const maxAttempts = 10

/**
 * Makes these the zone's NS set, and the first the SOA's MNAME (RFC 1035 §3.3.13). Called from inside the domain's queue. Nothing is
 * done where it is so already.
 */
export async function setNameServers(
  { zones, publisher }: Pick<BuiltinBacking, 'zones' | 'publisher'>,
  zone: HostedZone,
  nameServers: readonly Name[],
): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const apex = await reading(() => zones.rrsetsAt(zone.id, [zone.domain]))
    const changes = changesFor(apex, nameServers)
    if (changes.length === 0) return
    const committed = await reading(() => zones.commit(zone.id, changes, undefined, ''))
    if ('committed' in committed) return publisher.changed(zone.domain, changes)
  }
  throw new ProviderError({ code: 'unavailable', message: `too many writers at ${zone.domain} at once` })
}

function changesFor(apex: readonly RRset[], nameServers: readonly Name[]): Change[] {
  const [ns, soa] = ['NS', 'SOA'].map(type => apex.find(set => set.type === type))
  const [rdata] = soa?.records ?? []
  if (ns === undefined || soa === undefined || rdata === undefined) {
    throw new ProviderError({ code: 'unavailable', message: 'the zone is stored without its SOA or NS set' })
  }
  const fields = withSerial(rdata, nextSerial(serialOf(rdata))).split(' ')
  const isSame = ns.records.toSorted().join(' ') === nameServers.toSorted().join(' ')
  if (isSame && rdata.split(' ')[0] === nameServers[0]) return []
  const mname = { ...soa, records: [fields.with(0, nameServers[0] ?? '.').join(' ')] }
  const servers: Change[] = isSame ? [] : [{ op: 'replace', before: ns, after: { ...ns, records: [...nameServers] } }]
  return [...servers, { op: 'replace', before: soa, after: mname }]
}
