import type { DomainOffers, MachineDomain, MachineDomains, PurchasedDomain } from '../contract/machine-domains.ts'
import type {
  AddMachineRecordBody,
  MachineRecord,
  MachineRecords,
  PutMachineRecordsBody,
  RemoveMachineRecordBody,
} from '../contract/machine-records.ts'
import { type CallOptions, type ClientOptions, createTransport, type Transport } from './transport.ts'

export interface MachineClientOptions extends ClientOptions {
  /** An `rk_` key, whole: `access.secret`. */
  key: string
}

/**
 * The machine API: one record at a time, in the domains of the key's project.
 *
 *     const machine = createMachineClient({ url: 'https://dns.example.net', key: 'rk_….…' })
 *     await machine.domain('example.com').add({ type: 'TXT', name: '_acme-challenge', value: '…' })
 */
export function createMachineClient({ key, ...options }: MachineClientOptions) {
  const transport = createTransport(options, () => ({ 'X-API-Key': key }))
  return {
    domains: domains(transport),
    /** The records of one domain. Every write resolves to all records that it has then. */
    domain: (domain: string) => records(transport, domain),
  }
}

export type MachineClient = ReturnType<typeof createMachineClient>

function domains(transport: Transport) {
  return {
    list: async (options: CallOptions = {}): Promise<MachineDomain[]> => {
      const reply: MachineDomains = await transport.json('GET /api/v1/machine/domain/list', options)
      return reply.domains
    },
    /** By a whole domain, or its first label. */
    search: (name: string, options: CallOptions = {}): Promise<DomainOffers> =>
      transport.json('GET /api/v1/machine/domain-manager/search', { ...options, query: { name } }),
    purchase: (domain: string, options: CallOptions = {}): Promise<PurchasedDomain> =>
      transport.json('POST /api/v1/machine/domain-manager/purchase', { ...options, body: { domain } }),
  }
}

function records(transport: Transport, domain: string) {
  const recordsOf = async (reply: Promise<MachineRecords>): Promise<MachineRecord[]> => (await reply).records
  return {
    list: (options: CallOptions = {}): Promise<MachineRecord[]> =>
      recordsOf(transport.json('GET /api/v1/machine/domain-manager/dns-records', { ...options, query: { domain } })),
    /** Adds a value to its set; the others stay. */
    add: (record: AddMachineRecordBody['record'], options: CallOptions = {}): Promise<MachineRecord[]> =>
      recordsOf(
        transport.json('POST /api/v1/machine/domain-manager/dns-records', { ...options, body: { domain, record } }),
      ),
    /** Makes the whole set of a name and type these values. */
    put: (record: PutMachineRecordsBody['record'], options: CallOptions = {}): Promise<MachineRecord[]> =>
      recordsOf(
        transport.json('PUT /api/v1/machine/domain-manager/dns-records', { ...options, body: { domain, record } }),
      ),
    /** Takes a value out of its set. */
    remove: (record: RemoveMachineRecordBody['record'], options: CallOptions = {}): Promise<MachineRecord[]> =>
      recordsOf(
        transport.json('DELETE /api/v1/machine/domain-manager/dns-records', { ...options, body: { domain, record } }),
      ),
  }
}
