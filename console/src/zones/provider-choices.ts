import { useQuery } from '@tanstack/react-query'
import { keys, type Place } from '../queries/keys.ts'
import { useClient } from '../session/session-context.tsx'
import { providerName } from './provider-name.ts'

/** What providers of zones are called in connections. */
const zoneProviders: Readonly<Record<string, string>> = { aws: 'route53', gcp: 'google' }

/** Who can keep a new zone: the kinds of the project's live connections, and the choice left to the server. */
export function useProviderChoices({ project }: Place): { value: string; label: string }[] {
  const client = useClient()
  const { data = [] } = useQuery({
    queryKey: [...keys.project(project), 'connections'],
    queryFn: ({ signal }) => client.project(project).connections.list({ signal }).all(),
  })
  const kinds = data
    .filter(({ status }) => status === 'connected')
    .map(({ provider }) => zoneProviders[provider] ?? provider)
  const named = new Set([...kinds, 'cloudflare'])
  return [
    { value: 'native', label: 'Whatever the project is connected to' },
    ...[...named].map(kind => ({ value: kind, label: providerName(kind) })),
  ]
}
