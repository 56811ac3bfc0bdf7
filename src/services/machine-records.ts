import type { Action } from '../auth/can.ts'
import { domainName, domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import {
  type AddMachineRecordBody,
  type MachineRecords,
  machineTypes,
  type PutMachineRecordsBody,
  type RemoveMachineRecordBody,
} from '../contract/machine-records.ts'
import { machineRecordsOf, rdataFromMachineValue } from '../contract/machine-value.ts'
import { ownerName } from '../contract/owner-name.ts'
import { relativeName } from '../dns/name.ts'
import type { Name } from '../dns/rrset.ts'
import type { Intent } from '../plan/types.ts'
import type { Zone } from '../store/store.ts'
import { authorize } from './access.ts'
import type { Caller, Deps } from './deps.ts'
import { machineProject } from './machine-domains.ts'
import { defaultTtl } from './parse-record-set.ts'
import { callingProvider } from './provider-errors.ts'
import { submitIntents } from './submit-intents.ts'

/** All records of a domain, of the types that the machine API knows. */
export async function listMachineRecords(deps: Deps, caller: Caller, domain: string): Promise<MachineRecords> {
  const zone = await enterDomain(deps, caller, domain, { action: 'record.read', verb: 'retrieved' })
  return recordsOf(deps, zone)
}

/** Adds one value to its set. What is there already stays as it is, but for the TTL and an MX record's preference. */
export function addMachineRecord(deps: Deps, caller: Caller, body: AddMachineRecordBody): Promise<MachineRecords> {
  const { ttl = defaultTtl } = body.record
  return change(deps, caller, body, (name, type) => ({
    op: 'add',
    name,
    type,
    ttl,
    records: [rdataFromMachineValue(type, body.record)],
    anyPreference: true,
  }))
}

/** Replaces a whole set. */
export function putMachineRecords(deps: Deps, caller: Caller, body: PutMachineRecordsBody): Promise<MachineRecords> {
  const { ttl = defaultTtl, values } = body.record
  return change(deps, caller, body, (name, type) => {
    const records = values.map(value => rdataFromMachineValue(type, value))
    return { op: 'put', rrset: { name, type, ttl, records } }
  })
}

/** Takes one value out of its set, and the set away with its last one. */
export function removeMachineRecord(
  deps: Deps,
  caller: Caller,
  body: RemoveMachineRecordBody,
): Promise<MachineRecords> {
  const { mxPref } = body.record
  return change(deps, caller, body, (name, type) => ({
    op: 'remove',
    name,
    type,
    records: [rdataFromMachineValue(type, body.record)],
    ...(mxPref === undefined ? { anyPreference: true } : {}),
  }))
}

type MachineType = (typeof machineTypes)[number]

async function change(
  deps: Deps,
  caller: Caller,
  { domain, record }: { domain: string; record: { type: MachineType; name: string } },
  intentOf: (name: Name, type: MachineType) => Intent,
): Promise<MachineRecords> {
  const name = ownerName(record.name, domainName(domain))
  const host = relativeName(name, domainName(domain))
  const zone = await enterDomain(deps, caller, domain, {
    action: 'record.write',
    verb: 'modified',
    record: { host, type: record.type },
  })
  const { workspaceId } = machineProject(caller)
  await submitIntents(deps, { caller, workspaceId }, zone, [intentOf(name, record.type)])
  return recordsOf(deps, zone)
}

interface Entry {
  action: Action
  /** How the refusal says what can't be done. */
  verb: 'modified' | 'retrieved'
  record?: { host: string; type: string }
}

/** The zone of a domain, once it is known to be the key's, to be managed here, and within the key's grants: in this order. */
async function enterDomain(deps: Deps, caller: Caller, text: string, entry: Entry): Promise<Zone> {
  const { projectId, workspaceId } = machineProject(caller)
  const domain = await deps.store.domains.find(projectId, domainName(text))
  const zone = domain && (await deps.store.zones.get(domain.zoneId))
  if (domain === undefined || zone === undefined) throw notFound(text)
  if (!domain.internalPurchase) throw notManaged(text, entry.verb)
  const subject = { kind: 'record', workspaceId, projectId, domain: domain.domain, ...entry.record } as const
  authorize(caller, entry.action, subject)
  return zone
}

function notFound(domain: string): AppError {
  const message = `The domain "${domain}" was not found in your organization or you do not have access to it.`
  return new AppError('domain_not_found', message)
}

function notManaged(domain: string, verb: string): AppError {
  const message = `The domain "${domain}" is not managed through Zoneplane. DNS records can only be ${verb} for domains purchased through the Zoneplane platform.`
  return new AppError('domain_not_managed', message)
}

const shownTypes: ReadonlySet<string> = new Set(machineTypes)

async function recordsOf(deps: Deps, zone: Zone): Promise<MachineRecords> {
  const sets = await callingProvider(() => deps.reads.all(zone))
  const shown = sets.filter(set => shownTypes.has(set.type))
  return { domain: domainText(zone.domain), records: shown.flatMap(set => machineRecordsOf(set, zone.domain)) }
}
