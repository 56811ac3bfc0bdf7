/** The names of what is kept of the server's answers. Those of one place begin alike, so that they can be thrown away together. */
export interface Place {
  project: string
  environment: string
}

const place = ({ project, environment }: Place) => ['place', project, environment] as const
const zone = (at: Place, id: number) => [...place(at), 'zone', id] as const

export const keys = {
  me: ['me'] as const,
  apiKeys: ['api-keys'] as const,
  activities: ['activities'] as const,
  providers: ['providers'] as const,
  projects: ['projects'] as const,
  project: (slug: string) => ['project', slug] as const,
  workspace: (slug: string) => ['workspace', slug] as const,
  place,
  zones: (at: Place) => [...place(at), 'zones'] as const,
  /** Everything of one zone. */
  zone,
  zoneData: (at: Place, id: number) => [...zone(at, id), 'data'] as const,
  records: (at: Place, id: number) => [...zone(at, id), 'records'] as const,
  changes: (at: Place, id: number) => [...zone(at, id), 'changes'] as const,
  drift: (at: Place, id: number) => [...zone(at, id), 'drift'] as const,
  delegation: (at: Place, id: number) => [...zone(at, id), 'delegation'] as const,
}
