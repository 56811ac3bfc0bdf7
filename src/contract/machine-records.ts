import Type, { type Static } from 'typebox'
import { Strict } from './schema.ts'

/** The machine API's records: one value each, with the preference of MX apart. */

/** The types that the machine API shows and writes. */
export const machineTypes = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SRV', 'CAA'] as const

const Domain = Type.String({ minLength: 1, maxLength: 1024, description: 'a domain of the key’s project' })
const MachineType = Type.Enum(machineTypes)
const Host = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: '`@` for the domain itself, or the host part; a full name inside the domain is taken too',
})
const Value = Type.String({
  maxLength: 400_000,
  description: 'presentation form; TXT as plain text; MX the host alone',
})
const MachineTtl = Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 300, description: 'seconds' })
const Preference = Type.Integer({ minimum: 0, maximum: 65_535, default: 10, description: 'on MX only' })

export const AddMachineRecordBody = Strict({
  domain: Domain,
  record: Strict({
    type: MachineType,
    name: Host,
    value: Value,
    ttl: Type.Optional(MachineTtl),
    mxPref: Type.Optional(Preference),
  }),
})
export type AddMachineRecordBody = Static<typeof AddMachineRecordBody>

/** Without `mxPref` an MX record goes whatever its preference is. */
export const RemoveMachineRecordBody = Strict({
  domain: Domain,
  record: Strict({ type: MachineType, name: Host, value: Value, mxPref: Type.Optional(Preference) }),
})
export type RemoveMachineRecordBody = Static<typeof RemoveMachineRecordBody>

/** The whole set becomes these values, whatever it held before. */
export const PutMachineRecordsBody = Strict({
  domain: Domain,
  record: Strict({
    type: MachineType,
    name: Host,
    ttl: Type.Optional(MachineTtl),
    values: Type.Array(Strict({ value: Value, mxPref: Type.Optional(Preference) }), { minItems: 1, maxItems: 400 }),
  }),
})
export type PutMachineRecordsBody = Static<typeof PutMachineRecordsBody>

export const MachineDomainQuery = Strict({ domain: Domain })

export const MachineRecord = Type.Object({
  type: Type.String(),
  name: Type.String({ description: '`@`, or the host part' }),
  value: Type.String(),
  ttl: Type.Integer(),
  mxPref: Type.Optional(Type.Integer()),
})
export type MachineRecord = Static<typeof MachineRecord>

export const MachineRecords = Type.Object({ domain: Type.String(), records: Type.Array(MachineRecord) })
export type MachineRecords = Static<typeof MachineRecords>
