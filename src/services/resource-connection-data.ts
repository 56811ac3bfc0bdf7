import type { ResourceConnectionData } from '../contract/resource-connections.ts'
import { isoTime } from '../contract/time.ts'
import type { MadeRecords, ResourceConnection } from '../store/store.ts'
import { recordSetData } from './record-set-data.ts'

/** A connection as replies show it. */
export function resourceConnectionData(connection: ResourceConnection): ResourceConnectionData {
  const { id, source, target, details, status, problems, made, createdAt, updatedAt } = connection
  return {
    id,
    sourceResourceType: source.resourceType,
    sourceResourceId: source.resourceId,
    targetResourceType: target.resourceType,
    targetResourceId: target.resourceId,
    connectionDetails: details,
    status,
    problems: [...problems],
    records: made.map(madeData),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  }
}

function madeData({ name, type, ttl, records, alias }: MadeRecords): ResourceConnectionData['records'][number] {
  const set = { name, type, ttl, records: [...records], ...(alias && { options: { alias } }) }
  const {
    values = [],
    aliasTarget,
    ...id
  } = recordSetData(set) as ReturnType<typeof recordSetData> & {
    values?: string[]
    aliasTarget?: ResourceConnectionData['records'][number]['aliasTarget']
  }
  return { name: id.name, type, ...(aliasTarget ? { aliasTarget } : { ttl }), values }
}
