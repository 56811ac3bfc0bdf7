import type { ConnectionData } from '../contract/connections.ts'
import type { DomainBody, DomainData } from '../contract/domains.ts'
import type { MachineKeyBody, MachineKeyData, NewMachineKeyData } from '../contract/machine-keys.ts'
import type { EnvironmentData, ProjectBody, ProjectData, ProjectWithEnvironments } from '../contract/projects.ts'
import { environment } from './environment.ts'
import type { List } from './list.ts'
import type { CallOptions, Transport } from './transport.ts'

export function projects(transport: Transport) {
  return {
    list: (options: CallOptions = {}): List<ProjectData> => transport.list('GET /api/projects', options),
    create: (project: ProjectBody, options: CallOptions = {}): Promise<ProjectWithEnvironments> =>
      transport.data('POST /api/projects', { ...options, body: project }),
  }
}

/** One project: what belongs to all of its environments, and the way to each of them. */
export function project(transport: Transport, projectSlug: string) {
  const params = { projectSlug }
  return {
    get: (options: CallOptions = {}): Promise<ProjectWithEnvironments> =>
      transport.data('GET /api/projects/:projectSlug', { ...options, params }),
    /** The slug stays as it is. */
    rename: (name: string, options: CallOptions = {}): Promise<ProjectWithEnvironments> =>
      transport.data('PATCH /api/projects/:projectSlug', { ...options, params, body: { name } }),
    delete: (options: CallOptions = {}): Promise<ProjectData> =>
      transport.data('DELETE /api/projects/:projectSlug', { ...options, params }),
    environments: {
      list: (options: CallOptions = {}): List<EnvironmentData> =>
        transport.list('GET /api/projects/:projectSlug/environments', { ...options, params }),
      create: (name: string, options: CallOptions = {}): Promise<EnvironmentData> =>
        transport.data('POST /api/projects/:projectSlug/environments', { ...options, params, body: { name } }),
    },
    /** What lives in one environment; `production` is there from the start. */
    environment: (slug = 'production') => environment(transport, { projectSlug, environmentSlug: slug }),
    connections: projectConnections(transport, params),
    domains: domains(transport, params),
    machineKeys: machineKeys(transport, params),
  }
}

interface ProjectParams {
  projectSlug: string
}

/** Which of the workspace's connections the project uses: one of a provider at most. */
function projectConnections(transport: Transport, params: ProjectParams) {
  return {
    list: (options: CallOptions = {}): List<ConnectionData> =>
      transport.list('GET /api/projects/:projectSlug/cloud-connections', { ...options, params }),
    attach: (connectionId: number, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('POST /api/projects/:projectSlug/cloud-connections', {
        ...options,
        params,
        body: { connectionId },
      }),
    detach: (connectionId: number, options: CallOptions = {}): Promise<ConnectionData> =>
      transport.data('DELETE /api/projects/:projectSlug/cloud-connections', {
        ...options,
        params,
        body: { connectionId },
      }),
  }
}

/** The domains that machine keys of the project may reach. */
function domains(transport: Transport, params: ProjectParams) {
  return {
    list: (options: CallOptions = {}): List<DomainData> =>
      transport.list('GET /api/projects/:projectSlug/domains', { ...options, params }),
    create: (domain: DomainBody, options: CallOptions = {}): Promise<DomainData> =>
      transport.data('POST /api/projects/:projectSlug/domains', { ...options, params, body: domain }),
    delete: (id: number, options: CallOptions = {}): Promise<DomainData> =>
      transport.data('DELETE /api/projects/:projectSlug/domains/:id', { ...options, params: { ...params, id } }),
  }
}

function machineKeys(transport: Transport, params: ProjectParams) {
  return {
    list: (options: CallOptions = {}): List<MachineKeyData> =>
      transport.list('GET /api/projects/:projectSlug/machine-keys', { ...options, params }),
    /** The reply is the only one that has the `key`. */
    create: (key: MachineKeyBody, options: CallOptions = {}): Promise<NewMachineKeyData> =>
      transport.data('POST /api/projects/:projectSlug/machine-keys', { ...options, params, body: key }),
    delete: (id: number, options: CallOptions = {}): Promise<MachineKeyData> =>
      transport.data('DELETE /api/projects/:projectSlug/machine-keys/:id', { ...options, params: { ...params, id } }),
  }
}
