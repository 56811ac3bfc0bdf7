import { ZoneplaneError } from '../sdk/index.ts'
import { CliError } from './cli.ts'
import { harmless, type Paint } from './paint.ts'

/** An error for people: what is wrong, all of it, and what to do about it. */
export function explain(error: unknown, paint: Paint): string {
  const { message, details, fix, requestId } = partsOf(error)
  const lines = [
    `${paint('red', 'error:')} ${message}`,
    ...details.map(detail => `  - ${detail}`),
    ...(fix === undefined ? [] : [`${paint('cyan', 'fix:')} ${fix}`]),
    ...(requestId === undefined ? [] : [paint('dim', `(request ${requestId})`)]),
  ]
  return `${lines.map(harmless).join('\n')}\n`
}

/** The same for programs. */
export function errorData(given: unknown): unknown {
  const error = given instanceof CliError && given.cause instanceof ZoneplaneError ? given.cause : given
  if (!(error instanceof ZoneplaneError)) {
    const { message, details, fix } = partsOf(error)
    return { error: { code: 'command_failed', message, details: details.map(detail => ({ message: detail })), fix } }
  }
  const { message, code, status, details, requestId, retryAfter, plan } = error
  return { error: { code, message, status, details, requestId, retryAfter, plan } }
}

interface Parts {
  message: string
  details: readonly string[]
  fix?: string | undefined
  requestId?: string | undefined
}

function partsOf(error: unknown): Parts {
  if (error instanceof CliError) return error
  if (!(error instanceof ZoneplaneError)) return { message: textOf(error), details: [] }
  const { message, details, code, requestId, status } = error
  const several = details.length > 1
  return {
    // The server's message joins all problems; where they're listed, their number does.
    message: several && message.includes(details[1]!.message) ? `${details.length} problems` : message,
    details: several ? details.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)) : [],
    fix: Object.hasOwn(fixes, code) ? fixes[code] : undefined,
    requestId: status >= 500 ? requestId : undefined,
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isExplained = 'syscall' in error || error.name === 'ConfigError' || error.name === 'StoreError'
  return isExplained ? error.message : (error.stack ?? error.message)
}

const fixes: Readonly<Record<string, string>> = {
  network_error:
    'Is Zoneplane running there? Start it with: zoneplane serve, or name another one with --url or ZONEPLANE_URL.',
  unauthorized: 'Sign in with: zoneplane login, or set ZONEPLANE_TOKEN to an sk_ key.',
  invalid_credentials: 'Check the email and the password; after the first start both stand in what the server printed.',
  session_required: 'Keys can’t do this: sign in with: zoneplane login, and leave ZONEPLANE_TOKEN unset.',
  forbidden: 'Ask an owner or an admin of the workspace for a role that may do this.',
  confirmation_required: 'Look at what would be done, and add --confirm if it’s what you want.',
  changed_since:
    'See who changed them with: zoneplane history ZONE, and what is there now with: zoneplane records list ZONE.',
  conflict: 'The zone was changed meanwhile. Look again, and repeat the command.',
  values_mismatch: 'The set was changed meanwhile. Look again, and repeat the command.',
  connection_required:
    'Connect an account at a provider with: zoneplane connections create, or add --provider builtin.',
  unexpected_reply: 'Check the address: --url, ZONEPLANE_URL or the profile’s.',
  rate_limited: 'Wait a little, and repeat the command.',
  not_settled_yet: 'It goes on. Look what became of it with: zoneplane history ZONE',
}
