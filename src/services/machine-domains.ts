import { can } from '../auth/can.ts'
import type { MachinePrincipal } from '../auth/principal.ts'
import { domainText } from '../contract/domain-name.ts'
import { AppError } from '../contract/errors.ts'
import type { MachineDomain } from '../contract/machine-domains.ts'
import { isoTime } from '../contract/time.ts'
import type { Domain } from '../store/store.ts'
import type { Caller, Deps } from './deps.ts'

/** The project that a machine key lives in. */
export function machineProject({ principal }: Caller): Pick<MachinePrincipal, 'projectId' | 'workspaceId'> {
  if (principal.kind !== 'machine') throw new TypeError('only machine keys come this way')
  return principal
}

/** The project's domains, as far as the key's grants let it see them. */
export async function listMachineDomains(deps: Deps, caller: Caller): Promise<MachineDomain[]> {
  const { projectId, workspaceId } = machineProject(caller)
  const domains = await deps.store.domains.list(projectId)
  const mayRead = ({ domain }: Domain) =>
    can(caller.principal, 'domain.read', { kind: 'record', workspaceId, projectId, domain }).allowed
  return domains.filter(mayRead).map(machineDomain)
}

function machineDomain({ id, domain, internalPurchase, verified, configured, createdAt }: Domain): MachineDomain {
  return { id, domain: domainText(domain), internalPurchase, verified, configured, createdAt: isoTime(createdAt) }
}

/** Searching and buying need a registrar, which no workspace can be connected to yet. */
export function registrarNotConfigured(): AppError {
  return new AppError(
    'registrar_not_configured',
    'The workspace has no connection to a registrar; domains can neither be searched nor purchased.',
  )
}
