import type { SyncDetails } from '../../../src/sdk/index.ts'

type Delegation = SyncDetails['delegation']

/** Where the delegation of a zone stands, in a sentence, and what would mend it. */
export function delegationText({
  state,
  parentZone,
  parentNameServers,
  providerNameServers,
  error,
}: Delegation): string {
  const parent = parentZone === null ? 'The parent zone' : `The parent zone ${parentZone}`
  const wanted = providerNameServers.join(', ')
  switch (state) {
    case 'complete':
      return `${parent} names all name servers of this zone, and no others.`
    case 'partial':
      return `${parent} names some of the zone's name servers only: ${parentNameServers.join(', ')}. It should name ${wanted}.`
    case 'elsewhere':
      return `${parent} names other servers: ${parentNameServers.join(', ')}. For this zone to be used it should name ${wanted}.`
    case 'none':
      return `The domain is not delegated. Enter ${wanted} at its registrar.`
    case 'unknown':
      return `Where the delegation stands could not be found out${error === null ? '' : `: ${error.message}`}.`
  }
}
