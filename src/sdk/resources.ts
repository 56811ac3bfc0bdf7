import type {
  CreateResourceConnectionBody,
  RemovedConnectionData,
  ResourceConnectionData,
  UpdateResourceConnectionBody,
} from '../contract/resource-connections.ts'
import type { ResourceType, ResourceTypeData } from '../contract/resource-types.ts'
import type {
  CreateTargetBody,
  DeletedResource,
  PositionBody,
  ResourceData,
  ResourceSummary,
  UpdateResourceBody,
} from '../contract/resources.ts'
import type { CreateSubdomainBody, SubdomainData } from '../contract/subdomains.ts'
import type { EnvironmentParams } from './environment.ts'
import type { List } from './list.ts'
import type { CallOptions, Transport } from './transport.ts'

/** What a resource can be; this needs no credentials. */
export function resourceTypes(transport: Transport) {
  return {
    list: ({ activeOnly, ...options }: CallOptions & { activeOnly?: boolean } = {}): List<ResourceTypeData> =>
      transport.list('GET /api/resource-types', { ...options, query: { activeOnly } }),
    get: (subtype: ResourceType, options: CallOptions = {}): Promise<ResourceTypeData> =>
      transport.data('GET /api/resource-types/:subtype', { ...options, params: { subtype } }),
  }
}

/** How many resources of which type are where. */
export function resourceSummary(transport: Transport) {
  return (options: CallOptions = {}): Promise<ResourceSummary> => transport.data('GET /api/resources/summary', options)
}

/** Zones, subdomains, and the targets that records can point at. */
export function resources(transport: Transport, params: EnvironmentParams) {
  return {
    list: ({ type, ...options }: CallOptions & { type?: ResourceType } = {}): List<ResourceData> =>
      transport.list('GET /api/:projectSlug/:environmentSlug/resources', { ...options, params, query: { type } }),
    /** Registers a target: something that is made elsewhere, and that names can point at. */
    create: (target: CreateTargetBody, options: CallOptions = {}): Promise<ResourceData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/resources', { ...options, params, body: target }),
    get: (id: number, options: CallOptions = {}): Promise<ResourceData> =>
      transport.data('GET /api/:projectSlug/:environmentSlug/resources/:id', {
        ...options,
        params: { ...params, id },
      }),
    /** Records of a target's connections follow it. */
    update: (id: number, change: UpdateResourceBody, options: CallOptions = {}): Promise<ResourceData> =>
      transport.data('PATCH /api/:projectSlug/:environmentSlug/resources/:id', {
        ...options,
        params: { ...params, id },
        body: change,
      }),
    /** To another place on the canvas. */
    move: (id: number, position: PositionBody, options: CallOptions = {}): Promise<ResourceData> =>
      transport.data('PATCH /api/:projectSlug/:environmentSlug/resources/:id/position', {
        ...options,
        params: { ...params, id },
        body: position,
      }),
    /** With the records that its connections have made; with `keepRecords` these stay. */
    delete: (
      id: number,
      { keepRecords = false, ...options }: CallOptions & { keepRecords?: boolean } = {},
    ): Promise<DeletedResource> =>
      transport.data('DELETE /api/:projectSlug/:environmentSlug/resources/:resourceId', {
        ...options,
        params: { ...params, resourceId: id },
        query: { deleteFromCloud: !keepRecords },
      }),
  }
}

/** Names that are connected with targets. They are deleted as every resource is. */
export function subdomains(transport: Transport, params: EnvironmentParams) {
  return {
    list: (options: CallOptions = {}): List<SubdomainData> =>
      transport.list('GET /api/:projectSlug/:environmentSlug/subdomains', { ...options, params }),
    create: (subdomain: CreateSubdomainBody, options: CallOptions = {}): Promise<SubdomainData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/subdomains', { ...options, params, body: subdomain }),
    get: (id: number, options: CallOptions = {}): Promise<SubdomainData> =>
      transport.data('GET /api/:projectSlug/:environmentSlug/subdomains/:id', {
        ...options,
        params: { ...params, id },
      }),
  }
}

export interface ResourceConnectionFilter {
  sourceResourceType?: ResourceType
  sourceResourceId?: number
  targetResourceType?: ResourceType
  targetResourceId?: number
  status?: ResourceConnectionData['status']
}

/** Edges between resources: one of a subdomain and a target makes its records in a zone. */
export function resourceConnections(transport: Transport, params: EnvironmentParams) {
  return {
    list: (filter: ResourceConnectionFilter = {}, options: CallOptions = {}): List<ResourceConnectionData> =>
      transport.list('GET /api/:projectSlug/:environmentSlug/resource-connections', {
        ...options,
        params,
        query: { ...filter },
      }),
    create: (connection: CreateResourceConnectionBody, options: CallOptions = {}): Promise<ResourceConnectionData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/resource-connections', {
        ...options,
        params,
        body: connection,
      }),
    get: (id: number, options: CallOptions = {}): Promise<ResourceConnectionData> =>
      transport.data('GET /api/:projectSlug/:environmentSlug/resource-connections/:id', {
        ...options,
        params: { ...params, id },
      }),
    update: (
      id: number,
      change: UpdateResourceConnectionBody,
      options: CallOptions = {},
    ): Promise<ResourceConnectionData> =>
      transport.data('PATCH /api/:projectSlug/:environmentSlug/resource-connections/:id', {
        ...options,
        params: { ...params, id },
        body: change,
      }),
    /** Takes away the records that it has made, and no others; those that were changed since are told in `leftAlone`. */
    delete: (id: number, options: CallOptions = {}): Promise<RemovedConnectionData> =>
      transport.data('DELETE /api/:projectSlug/:environmentSlug/resource-connections/:id', {
        ...options,
        params: { ...params, id },
      }),
  }
}
