import { Counter, Gauge, type Registry } from 'prom-client'
import type { NameServerStats } from '../services/deps.ts'

/** What the name server does beside plain questions: transfers, updates and signed messages. The function given copies the counts over. */
export function transferFigures(registers: Registry[]): (stats: NameServerStats) => void {
  const zones = new Gauge({
    name: 'zoneplane_name_server_transfer_only_zones',
    help: 'Zones kept for secondaries alone',
    registers,
  })
  const transfers = new Counter({
    name: 'zoneplane_name_server_transfers_total',
    help: 'Zone transfers, by what was sent (axfr, ixfr) and how they ended (sent, failed)',
    labelNames: ['kind', 'end'],
    registers,
  })
  const handedOver = new Counter({
    name: 'zoneplane_name_server_handed_over_total',
    help: 'Transfer requests, updates and signed messages',
    labelNames: ['kind'],
    registers,
  })
  const refusals = new Counter({
    name: 'zoneplane_name_server_signature_refusals_total',
    help: 'Messages refused for their signature',
    registers,
  })
  return stats => {
    zones.set(stats.transferOnlyZones)
    transfers.reset()
    for (const [kind, ends] of Object.entries(stats.transfers)) {
      for (const [end, count] of Object.entries(ends)) transfers.inc({ kind, end }, count)
    }
    handedOver.reset()
    for (const [kind, count] of Object.entries(stats.handedOver)) handedOver.inc({ kind }, count)
    refusals.reset()
    refusals.inc(stats.signatureRefusals)
  }
}
