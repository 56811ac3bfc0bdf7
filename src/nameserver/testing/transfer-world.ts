import type { Name, RRset } from '../../dns/rrset.ts'
import type { TsigKey } from '../../tsig/tsig-key.ts'
import type { ZoneDifference } from '../front.ts'
import type { NameServer, NameServerOptions } from '../name-server.ts'
import { startNameServer } from '../start.ts'
import { recordLine } from './raw-tcp.ts'
import { createScriptedFront, type ScriptedFront } from './scripted-front.ts'

/** A name server with a front that does as it's told. */
export interface TransferWorld {
  server: NameServer
  front: ScriptedFront
}

export async function startTransferWorld(
  options: { keys?: readonly TsigKey[]; allowUnsigned?: boolean } & Pick<NameServerOptions, 'transferLimits'> = {},
): Promise<TransferWorld> {
  const front = createScriptedFront({ allowUnsigned: true, ...options })
  const { transferLimits } = options
  const onFailure = (error: Error) => {
    throw error
  }
  const server = await startNameServer({ host: '127.0.0.1', port: 0, front, transferLimits, onFailure })
  return { server, front }
}

export async function* inChunks(sets: readonly RRset[]): AsyncIterable<readonly RRset[]> {
  for (let at = 0; at < sets.length; at += 1000) yield sets.slice(at, at + 1000)
}

export function soaOf(zone: Name, serial: number): RRset {
  return { name: zone, type: 'SOA', ttl: 60, records: [`ns.${zone} host.${zone} ${serial} 3600 600 86400 60`] }
}

/** A zone of so many sets, with a delegation and its glue. */
export function largeZone(zone: Name, count: number, serial = 1): RRset[] {
  const set = (name: Name, type: string, ...records: string[]): RRset => ({ name, type, ttl: 300, records })
  return [
    soaOf(zone, serial),
    set(zone, 'NS', `ns.${zone}`),
    set(zone, 'MX', `10 mail.sub.${zone}`),
    set(`sub.${zone}`, 'NS', `ns.sub.${zone}`),
    set(`ns.sub.${zone}`, 'A', '192.0.2.1', '192.0.2.2'),
    ...Array.from({ length: count }, (_, index) =>
      set(`h${index}.${zone}`, 'A', `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`),
    ),
  ]
}

/** Lines of all records but the SOA, in an order of their own. */
export function linesOf(sets: readonly RRset[]): string[] {
  return sets
    .filter(({ type }) => type !== 'SOA')
    .flatMap(({ records, ...set }) => records.map(rdata => recordLine({ ...set, rdata })))
    .sort()
}

export function step(zone: Name, serial: number, before: RRset[], after: RRset[]): ZoneDifference {
  return { before: [soaOf(zone, serial), ...before], after: [soaOf(zone, serial + 1), ...after] }
}

/** Waits until there's something. */
export async function until<Value>(probe: () => Value | undefined | false): Promise<Value> {
  for (;;) {
    const value = probe()
    if (value) return value
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
