import { activities, apiKeys, auth } from './accounts.ts'
import { project, projects } from './projects.ts'
import { providers } from './providers.ts'
import { resourceSummary, resourceTypes } from './resources.ts'
import { type ClientOptions, createTransport } from './transport.ts'
import { workspace, workspaces } from './workspaces.ts'

/** Something that is the same all the time, or is asked for with each call. */
type Given<Value> = Value | (() => Value | undefined | Promise<Value | undefined>)

export interface ProjectClientOptions extends ClientOptions {
  /** An `sk_` key. */
  apiKey?: Given<string>
  /** A session's token, as `auth.logIn` gives it. */
  token?: Given<string>
}

/**
 * The project API: workspaces, projects, environments, zones, records.
 *
 *     const zoneplane = createClient({ url: 'https://dns.example.net', apiKey: 'sk_…' })
 *     const zone = zoneplane.project('demo').environment('production').zone(1)
 *     await zone.records.put({ name: 'www', type: 'A', values: ['192.0.2.10'] })
 *
 * Calls are made when a method is called and not before: `project('demo')` and `zone(1)` only name a place. Lists can be gone
 * through with `for await`, page by page. Every call rejects with `ZoneplaneError`. Writes carry an Idempotency-Key, and
 * are sent again after failures of the network, 429 and 503.
 */
export function createClient(options: ProjectClientOptions) {
  const transport = createTransport(options, async () => credentialsOf(options))
  return {
    auth: auth(transport),
    apiKeys: apiKeys(transport),
    activities: activities(transport),
    workspaces: workspaces(transport),
    /** One workspace, by its slug. */
    workspace: (slug: string) => workspace(transport, slug),
    projects: projects(transport),
    /** One project, by its slug. */
    project: (slug: string) => project(transport, slug),
    providers: providers(transport),
    resourceTypes: resourceTypes(transport),
    resourceSummary: resourceSummary(transport),
  }
}

export type Client = ReturnType<typeof createClient>

async function credentialsOf({ apiKey, token }: ProjectClientOptions): Promise<Record<string, string>> {
  const [key, session] = [await current(apiKey), await current(token)]
  if (key !== undefined) return { 'X-API-Key': key }
  return session === undefined ? {} : { Authorization: `Bearer ${session}` }
}

function current(given: Given<string> | undefined): string | undefined | Promise<string | undefined> {
  return typeof given === 'function' ? given() : given
}
