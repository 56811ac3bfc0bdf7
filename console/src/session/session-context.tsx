import type { QueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import type { Client } from '../../../src/sdk/index.ts'
import type { ServerLink } from './server-link.ts'
import type { Session, SessionState } from './session-state.ts'

/** What every page works with; made once, where the program starts. */
export interface Services {
  client: Client
  session: Session
  link: ServerLink
  queries: QueryClient
}

const ServicesContext = createContext<Services | undefined>(undefined)

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>
}

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === undefined) throw new Error('used outside of ServicesProvider')
  return services
}

/** The API, as whoever is signed in. */
export function useClient(): Client {
  return useServices().client
}

export function useSession(): SessionState {
  const { session } = useServices()
  return useSyncExternalStore(session.subscribe, session.get)
}

export function useServerLink(): 'there' | 'away' {
  const { link } = useServices()
  return useSyncExternalStore(link.subscribe, link.get)
}
