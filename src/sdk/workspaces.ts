import type { MemberBody, MemberData, WorkspaceData } from '../contract/accounts.ts'
import type { ConnectionBody, ConnectionChange, ConnectionData } from '../contract/connections.ts'
import type { List } from './list.ts'
import { catalogZone, secondaries } from './secondaries.ts'
import type { CallOptions, Transport } from './transport.ts'

export function workspaces(transport: Transport) {
  return {
    list: (options: CallOptions = {}): List<WorkspaceData> => transport.list('GET /api/workspaces', options),
  }
}

/** One workspace: its members, its connections to providers, its secondaries. */
export function workspace(transport: Transport, workspaceSlug: string) {
  return {
    members: members(transport, { workspaceSlug }),
    connections: cloudConnections(transport, { workspaceSlug }),
    secondaries: secondaries(transport, { workspaceSlug }),
    catalogZone: catalogZone(transport, { workspaceSlug }),
  }
}

function members(transport: Transport, params: { workspaceSlug: string }) {
  return {
    list: (options: CallOptions = {}): List<MemberData> =>
      transport.list('GET /api/workspaces/:workspaceSlug/members', { ...options, params }),
    /** Adds an account by its email, or changes its role. */
    put: (member: MemberBody, options: CallOptions = {}): Promise<MemberData> =>
      transport.data('POST /api/workspaces/:workspaceSlug/members', { ...options, params, body: member }),
    remove: (email: string, options: CallOptions = {}): Promise<MemberData> =>
      transport.data('DELETE /api/workspaces/:workspaceSlug/members', { ...options, params, body: { email } }),
  }
}

function cloudConnections(transport: Transport, place: { workspaceSlug: string }) {
  return {
    list: (options: CallOptions = {}): List<ConnectionData> =>
      transport.list('GET /api/cloud-connections/:workspaceSlug', { ...options, params: place }),
    /** Tries the credentials at once: the connection is made either way, and its `status` tells. */
    create: (connection: ConnectionBody, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('POST /api/cloud-connections/:workspaceSlug', { ...options, params: place, body: connection }),
    get: (id: number, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('GET /api/cloud-connections/:workspaceSlug/:id', { ...options, params: { ...place, id } }),
    /** New credentials replace the old ones whole. */
    update: (id: number, change: ConnectionChange, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('PATCH /api/cloud-connections/:workspaceSlug/:id', {
        ...options,
        params: { ...place, id },
        body: change,
      }),
    delete: (id: number, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('DELETE /api/cloud-connections/:workspaceSlug/:id', { ...options, params: { ...place, id } }),
    test: (id: number, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('POST /api/cloud-connections/:workspaceSlug/:id/test', { ...options, params: { ...place, id } }),
  }
}
