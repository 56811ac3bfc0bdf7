import type { Change } from '../../src/plan/types.ts'
import type { ChangeRecord, Ledger, NewChangeSet, Settlement } from '../../src/store/history.ts'
import type { NewActivity } from '../../src/store/store.ts'

export const now = 1_790_000_000_000

export function createChange(label: string, records = ['192.0.2.1']): Change {
  return { op: 'create', after: { name: `${label}.example.com.`, type: 'A', ttl: 300, records } }
}

export function newChangeSet(fields: Partial<NewChangeSet> = {}): NewChangeSet {
  return {
    zoneId: 1,
    workspaceId: 2,
    projectId: 3,
    environmentId: 4,
    kind: 'write',
    intents: [{ op: 'put', rrset: { name: 'www.example.com.', type: 'TXT', ttl: 300, records: ['"é \\"\\\\"'] } }],
    comment: null,
    revertOf: null,
    actorKind: 'user',
    actorId: 5,
    actorName: 'somebody@example.com',
    requestId: 'request',
    address: '192.0.2.1',
    idempotencyKey: null,
    createdAt: now,
    deadline: now + 30_000,
    ...fields,
  }
}

export function applied(position: number, change: Change): ChangeRecord {
  return { position, change, status: 'applied', failure: null, receipt: '7' }
}

export function settlement(changeSetId: number, changes: readonly ChangeRecord[], settledAt = now + 1): Settlement {
  return { changeSetId, status: 'applied', problems: [], changes, settledAt }
}

export function ledgerOf(...settlements: Settlement[]): Ledger {
  return { activities: [], settlements }
}

export function activity(subject: string, workspaceId = 2): NewActivity {
  return {
    workspaceId,
    projectId: null,
    environmentId: null,
    resourceId: null,
    actorKind: 'system',
    actorId: null,
    actorName: 'test',
    action: 'record_set.put',
    subject,
    requestId: 'request',
    address: null,
    before: null,
    after: null,
    now,
  }
}
