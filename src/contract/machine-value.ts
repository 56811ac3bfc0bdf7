import { parseName, relativeName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Name, Rdata, RecordType, RRset } from '../dns/rrset.ts'
import { readDns } from './dns-input.ts'
import { domainProblems } from './domain-name.ts'
import { type MachineRecord, machineTypes } from './machine-records.ts'
import { ownerName } from './owner-name.ts'
import { rdataFromValue, valueFromRdata } from './record-value.ts'

/** The preference of MX records that don't say one. */
const defaultPreference = 10

/** One value of the machine API as record data. Throws DnsError. */
export function rdataFromMachineValue(type: RecordType, { value, mxPref = defaultPreference }: MachineValue): Rdata {
  if (type !== 'MX') return rdataFromValue(type, value)
  return rdataFromValue(type, `${mxPref} ${parseName(value)}`)
}

interface MachineValue {
  value: string
  mxPref?: number
}

/** The records of a set, one by one, as the machine API shows them. */
export function machineRecordsOf({ name, type, ttl, records }: RRset, domain: Name): MachineRecord[] {
  return records.map(rdata => {
    const record = { type, name: relativeName(name, domain), value: valueFromRdata(type, rdata), ttl }
    if (type !== 'MX') return record
    const [mxPref, host = ''] = rdata.split(' ')
    return { ...record, value: host, mxPref: Number(mxPref) }
  })
}

/**
 * What is wrong with a request that names a domain and a record, beyond its schema: looked at field by field, and only where
 * fields are of the right JSON type.
 */
export function machineRequestProblems(body: unknown): Problem[] {
  const { domain, record } = fieldsOf(body)
  const { type, name, value, values, mxPref } = fieldsOf(record)
  const known = machineTypes.find(candidate => candidate === type)
  const one = typeof value === 'string' ? [{ path: 'record.value', value, mxPref }] : []
  const entries = Array.isArray(values) ? values.map(entryOf) : one
  return [
    ...(typeof domain === 'string' ? domainProblems('domain', domain) : []),
    ...(typeof name === 'string' ? hostProblems(name, domain) : []),
    ...(known === undefined ? [] : entriesProblems(known, entries)),
  ]
}

interface Entry {
  path: string
  value: unknown
  mxPref: unknown
}

function entryOf(entry: unknown, index: number): Entry {
  const { value, mxPref } = fieldsOf(entry)
  return { path: `record.values[${index}].value`, value, mxPref }
}

/** The domain decides whether a name lies inside; where it can't be read itself, only the form is looked at. */
function hostProblems(name: string, domain: unknown): readonly Problem[] {
  const zone = typeof domain === 'string' ? readDns('domain', () => parseName(domain)).value : undefined
  if (zone === undefined && name === '@') return []
  return readDns('record.name', () => (zone === undefined ? parseName(name) : ownerName(name, zone))).problems
}

function entriesProblems(type: RecordType, entries: readonly Entry[]): Problem[] {
  const places = new Map<Rdata, string>()
  return entries.flatMap((entry): readonly Problem[] => {
    const misplaced = mxPrefProblems(type, entry)
    if (typeof entry.value !== 'string') return misplaced
    const { path, value } = entry
    const mxPref = typeof entry.mxPref === 'number' ? preferenceOf(entry.mxPref) : undefined
    const read = readDns(path, () =>
      rdataFromMachineValue(type, { value, ...(mxPref === undefined ? {} : { mxPref }) }),
    )
    if (read.value === undefined) return [...misplaced, ...read.problems]
    const first = places.get(read.value)
    places.set(read.value, first ?? path)
    if (first === undefined) return misplaced
    return [...misplaced, { path, code: 'duplicate_value', message: `says the same as ${first}` }]
  })
}

/** A number that is no preference is told of by the schema; here it must not be told again as part of the value. */
function preferenceOf(mxPref: number): number | undefined {
  return Number.isInteger(mxPref) && mxPref >= 0 && mxPref <= 65_535 ? mxPref : undefined
}

function mxPrefProblems(type: RecordType, { path, mxPref }: Entry): Problem[] {
  if (type === 'MX' || mxPref === undefined) return []
  const place = path.replace(/value$/, 'mxPref')
  return [{ path: place, code: 'not_allowed', message: 'stands on MX records only' }]
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
