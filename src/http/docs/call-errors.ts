import { type ErrorCode, type MachineErrorCode, machineErrorTable } from '../../contract/errors.ts'
import { isMachinePath } from '../../contract/paths.ts'
import type { Call } from './document.ts'

/** What one call can be refused for that others aren't. */
const ownErrors: Readonly<Record<string, readonly ErrorCode[]>> = {
  getReadiness: ['not_ready'],
  signUp: ['email_taken', 'rate_limited'],
  logIn: ['invalid_credentials', 'rate_limited'],
  listApiKeys: ['session_required'],
  createApiKey: ['session_required'],
  deleteApiKey: ['session_required'],
  createMachineKey: ['session_required'],
  deleteMachineKey: ['session_required'],
  putMember: ['last_owner'],
  removeMember: ['last_owner'],
  deleteProject: ['not_empty'],
  createCloudConnection: ['provider_not_supported'],
  updateCloudConnection: ['credentials_refused'],
  deleteCloudConnection: ['connection_in_use'],
  attachCloudConnection: ['duplicate_connection', 'connection_not_found'],
  detachCloudConnection: ['connection_in_use'],
  createDomain: ['duplicate_domain'],
  createZone: [
    'duplicate_zone',
    'connection_required',
    'connection_not_found',
    'hosted_zone_not_found',
    'ambiguous_zone',
    'token_refused',
    'provider_not_supported',
  ],
  replaceZoneToken: ['token_refused'],
  syncZone: ['dns_lookup_failed', 'sync_not_supported'],
  putRecord: ['invalid_record_type', 'managed_by_provider', 'wait_not_supported'],
  deleteRecord: ['record_not_found', 'values_mismatch', 'managed_by_provider', 'wait_not_supported'],
  checkPropagation: ['dns_lookup_failed'],
  submitChanges: [
    'record_exists',
    'record_not_found',
    'values_mismatch',
    'changed_since',
    'confirmation_required',
    'wait_not_supported',
  ],
  revertChange: ['changed_since', 'nothing_to_revert', 'confirmation_required'],
  importZone: ['confirmation_required'],
  createSubdomain: ['duplicate_subdomain'],
  connectResources: ['already_connected', 'name_in_use', 'no_cname_at_apex'],
  followEvents: ['overloaded', 'rate_limited'],
}

/** Tags of calls that ask whoever keeps the zone. */
const atProviders: ReadonlySet<string> = new Set(['zones', 'records', 'changes', 'files', 'resource connections'])

export function errorsOf(call: Call): readonly (ErrorCode | MachineErrorCode)[] {
  if (isMachinePath(call.path)) return machineErrors
  const { method, path, operation } = call
  const { security = [], parameters = [], requestBody, tags = [], operationId = '' } = operation
  const isOpen = security.length === 0
  const writes = method !== 'GET'
  const inProject = /:(?:projectSlug|workspaceSlug)/.test(path)
  const inZone = tags.some(tag => atProviders.has(tag)) && path.includes('/:environmentSlug/')
  const codes: (ErrorCode | false)[] = [
    ...(ownErrors[operationId] ?? []),
    parameters.length > 0 || requestBody !== undefined ? 'validation_failed' : false,
    ...(requestBody === undefined ? [] : (['invalid_json', 'unsupported_media_type', 'body_too_large'] as const)),
    !isOpen && 'unauthorized',
    inProject && 'forbidden',
    /:environmentSlug.*:\w*[iI]d/.test(path) && 'wrong_environment',
    parameters.some(parameter => parameter.in === 'path') && 'not_found',
    ...(writes && !isOpen ? (['idempotency_key_in_use', 'idempotency_key_reused'] as const) : []),
    ...(inZone ? providerErrors : []),
    ...(inZone && writes ? (['not_settled_yet', 'overloaded'] as const) : []),
    'internal_error',
    'store_unavailable',
  ]
  return [...new Set(codes.filter(code => code !== false))]
}

const providerErrors = [
  'provider_rejected',
  'provider_unavailable',
  'provider_rate_limited',
  'provider_auth',
] as const satisfies ErrorCode[]

const machineErrors = (Object.keys(machineErrorTable) as MachineErrorCode[]).filter(code => code !== 'route_not_found')
