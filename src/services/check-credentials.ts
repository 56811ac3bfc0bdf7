import { AppError, problemsError } from '../contract/errors.ts'
import type { Problem } from '../dns/problem.ts'
import type { ProviderKind } from '../providers/provider.ts'
import type { Workspace } from '../store/store.ts'
import { authorize } from './access.ts'
import { connectionKind } from './connection-kind.ts'
import { fieldsProblems } from './credential-fields.ts'
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
  const found = fieldsProblems(settings, credentials, 'credentials')
  const told = new Set(found.map(({ path }) => path))
  const fieldsTold = new Set(found.map(({ path }) => /^credentials\.([^.[]*)/.exec(path)?.[1]))
  // What is of another form is told already, and not for the kind to look at.
  const readable = Object.fromEntries(Object.entries(credentials).filter(([name]) => !fieldsTold.has(name)))
  const further = (checkSettings?.(readable) ?? []).map(({ path, code, message }) => problem(path, code, message))
  return [...found, ...further.filter(({ path }) => !told.has(path))]
}

function problem(name: string, code: string, message: string): Problem {
  return { path: `credentials.${name}`, code, message }
}

function machineForbidden(): AppError {
  const message = `the credentials of this machine can be used in the workspace "${operatorsWorkspace}" only`
  const details = [problem('useDefaultChain', 'forbidden', message)]
  return new AppError('forbidden', `credentials.useDefaultChain: ${message}`, { details })
}
