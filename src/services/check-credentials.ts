import { AppError, problemsError } from '../contract/errors.ts'
import { noControls } from '../contract/schema.ts'
import type { Problem } from '../dns/problem.ts'
import type { ProviderKind, SettingsField } from '../providers/provider.ts'
import type { Workspace } from '../store/store.ts'
import { authorize } from './access.ts'
import { connectionKind } from './connection-kind.ts'
import type { Caller, Deps } from './deps.ts'
import { operatorsWorkspace } from './first-start.ts'

interface Given {
  /** Of the connection: `aws`. */
  provider: string
  credentials: object
}

/**
 * Throws AppError for credentials that may not be stored: with all problems at once, or `forbidden` where the caller's role does
 * not go so far. Whoever chooses an endpoint is sent the credentials, or what they sign; so only an owner may. The credentials of
 * the machine itself are the operator's, and are used in the operator's own workspace only.
 */
export function checkCredentials(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  { provider, credentials }: Given,
): void {
  const subject = { kind: 'workspace', workspaceId: workspace.id } as const
  const { endpoint, useDefaultChain } = credentials as Record<string, unknown>
  if (endpoint !== undefined && endpoint !== '') authorize(caller, 'connection.set-endpoint', subject)
  if (useDefaultChain === true) {
    authorize(caller, 'connection.use-machine', subject)
    if (workspace.slug !== operatorsWorkspace) throw machineForbidden()
  }
  const problems = credentialProblems(connectionKind(deps, provider), credentials)
  if (problems.length > 0) throw problemsError(problems)
}

/** All that is wrong with credentials, as far as it can be told without trying them. */
export function credentialProblems({ settings, checkSettings }: ProviderKind, credentials: object): Problem[] {
  const given = Object.entries(credentials)
  const fields = new Map(settings.map(field => [field.name, field]))
  const ofFields = given.flatMap(([name, value]) => fieldProblems(fields.get(name), name, value))
  const missing = settings
    .filter(({ name, required }) => required && !Object.hasOwn(credentials, name))
    .map(({ name }) => problem(name, 'required', 'is required'))
  const found = [...ofFields, ...missing]
  const told = new Set(found.map(({ path }) => path))
  // What is of another form is told already, and not for the kind to look at.
  const readable = Object.fromEntries(given.filter(([name]) => !told.has(`credentials.${name}`)))
  const further = (checkSettings?.(readable) ?? []).map(({ path, code, message }) => problem(path, code, message))
  return [...found, ...further.filter(({ path }) => !told.has(path))]
}

/** Characters of the longest field there is reason for: the key file of a service account. */
const longestText = 10_000
const withoutControls = new RegExp(noControls.pattern, 'u')

function fieldProblems(field: SettingsField | undefined, name: string, value: unknown): Problem[] {
  if (field === undefined) return [problem(name, 'unknown_field', 'is not a field of this provider')]
  if (field.form === 'boolean') {
    return typeof value === 'boolean' ? [] : [problem(name, 'invalid_type', 'must be true or false')]
  }
  if (typeof value !== 'string') return [problem(name, 'invalid_type', 'must be text')]
  if (value.length > longestText) {
    return [problem(name, 'too_long', `has ${longestText} characters at most`)]
  }
  if (!withoutControls.test(value)) {
    return [problem(name, 'invalid_character', 'must not hold line breaks or other control characters')]
  }
  return field.required && value === '' ? [problem(name, 'required', 'is required')] : []
}

function problem(name: string, code: string, message: string): Problem {
  return { path: `credentials.${name}`, code, message }
}

function machineForbidden(): AppError {
  const message = `the credentials of this machine can be used in the workspace "${operatorsWorkspace}" only`
  const details = [problem('useDefaultChain', 'forbidden', message)]
  return new AppError('forbidden', `credentials.useDefaultChain: ${message}`, { details })
}
