import type { Failure, Outcome } from '../plan/types.ts'
import { type Provider, ProviderError, type ProviderKind, type SettingsField } from '../providers/provider.ts'
import { type Wrapping, wrapProvider } from '../providers/wrappers/wrap-provider.ts'

/**
 * The provider, with its secrets taken out of whatever it says. Services repeat what they were sent: AWS answers a wrong signature
 * with all that should have been signed, the session token among it.
 */
export function hideSecrets({ settings }: ProviderKind, credentials: object, provider: Provider): Provider {
  const values = secretsIn(settings, credentials).flatMap(value => [value, encodeURIComponent(value)])
  // The longest first, for one may be a part of another.
  const secrets = [...new Set(values)].sort((one, other) => other.length - one.length)
  return secrets.length === 0 ? provider : wrapProvider(provider, hidingFrom(secrets))
}

function secretsIn(fields: readonly SettingsField[], credentials: object): string[] {
  return fields.flatMap(({ name, secret, fields: inner }) => {
    const value = (credentials as Record<string, unknown>)[name]
    if (inner !== undefined) return typeof value === 'object' && value !== null ? secretsIn(inner, value) : []
    return secret && typeof value === 'string' && value.length >= shortest ? [value] : []
  })
}

/** Characters. Shorter ones stand in any text by chance, and protect nothing. */
const shortest = 6

function hidingFrom(secrets: readonly string[]): Wrapping {
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text)
  const isTold = (text: string) => secrets.some(secret => text.includes(secret))
  const rethrow = (error: unknown) => {
    if (!isTold(textOf(error))) throw error
    // What it was caused by has the secret in it too, and would be logged.
    if (error instanceof ProviderError) throw new ProviderError(cleanFailure(error.failure, clean))
    throw new Error(clean(error instanceof Error ? `${error.name}: ${error.message}` : String(error)))
  }
  return {
    call: (work, call) => work(call).catch(rethrow),
    async *read(work, call) {
      try {
        yield* work(call)
      } catch (error) {
        rethrow(error)
      }
    },
    async apply(work, _batch, call) {
      const answer = await work(call).catch(rethrow)
      return { ...answer, outcomes: answer.outcomes.map(outcome => cleanOutcome(outcome, clean)) }
    },
  }
}

type Clean = (text: string) => string

function cleanOutcome(outcome: Outcome, clean: Clean): Outcome {
  return 'failure' in outcome ? { ...outcome, failure: cleanFailure(outcome.failure, clean) } : outcome
}

function cleanFailure(failure: Failure, clean: Clean): Failure {
  const { message, details } = failure
  const entries = Object.entries(details ?? {}).map(([name, value]) => [name, clean(value)])
  return { ...failure, message: clean(message), ...(details && { details: Object.fromEntries(entries) }) }
}

/** Everything that a log would show of an error. */
function textOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error)
  const failure = error instanceof ProviderError ? JSON.stringify(error.failure) : ''
  return [error.message, error.stack, failure, shown(error), textOf(error.cause, depth + 1)].join('\n')
}

function shown(error: Error): string {
  try {
    return JSON.stringify(error) ?? ''
  } catch {
    return ''
  }
}
