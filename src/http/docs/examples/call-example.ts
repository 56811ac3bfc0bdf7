/** How a call is made, on each of the ways there are to make it. */
export interface CallExample {
  /** The call's name, for links and for programs that are made from the OpenAPI document: `operationId`. */
  id: string
  /** What stands in the path, where it isn't what all examples have: see `usualParams`. */
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  /** Goes as JSON. */
  body?: unknown
  /** A file that goes as it is, with its type. */
  file?: { name: string; type: string }
  /** A statement or expression, after the lines that `sdkBeginning` holds. Null where the client has no such call. */
  sdk: string | null
  /** The line after `zoneplane`. Null where there is no such command. */
  cli: string | null
}

/** By method and path, as routes are written: `GET /api/projects/:projectSlug`. */
export type CallExamples = Readonly<Record<string, CallExample>>

export const usualParams: Readonly<Record<string, string>> = {
  workspaceSlug: 'default',
  projectSlug: 'demo',
  environmentSlug: 'production',
  id: '1',
  resourceId: '1',
  changeId: '7',
  subtype: 'instance',
}

/** What the examples of the client take as given. */
export const sdkBeginning = `import { createClient, createMachineClient } from '@zoneplane/client'

const url = 'http://127.0.0.1:8080'
const zoneplane = createClient({ url, apiKey: 'sk_…' })
const machine = createMachineClient({ url, key: 'rk_….…' })
const workspace = zoneplane.workspace('default')
const project = zoneplane.project('demo')
const environment = project.environment('production')
const zone = environment.zone(1)`
