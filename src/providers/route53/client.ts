import { Route53Client } from '@aws-sdk/client-route-53'
import type { Call, ProviderIo } from '../provider.ts'
import { type AwsCredentials, createCredentials } from './credentials.ts'
import { failureOf, NoAnswerError, providerError, RefusedError, saysNothingWasDone } from './failures.ts'
import { createRequestHandler } from './request-handler.ts'
import { type AwsSettings, placeOf } from './settings.ts'

/** The requests of one call of the provider. */
export interface Session {
  /** Sends a request; every one after the first waits for its place in the account's rate. Throws what failures.ts knows. */
  send: Route53Client['send']
}

type Command = Parameters<Route53Client['send']>[0]

/**
 * How often a further request of a call is sent again where others use up the account's rate: a listing of 34 pages would hardly ever
 * come to its end if it had to begin anew each time. What was refused so wasn't done.
 */
const mostRefusals = 5

/** Gives each call a session of its own, all with one connection to AWS. */
export function createSessions(settings: AwsSettings, io: ProviderIo): (call: Call | undefined) => Session {
  const handler = createRequestHandler(io.fetch)
  const store = createCredentials(settings, io, handler)
  const place = placeOf(settings)
  let current: { credentials: AwsCredentials; client: Route53Client } | undefined

  /** A client holds on to its credentials, so new ones need a new client. */
  async function clientFor(call: Call): Promise<Route53Client> {
    const credentials = await store.get(call)
    if (current?.credentials !== credentials) {
      const client = new Route53Client({ ...place, credentials, maxAttempts: 1, requestHandler: handler })
      current = { credentials, client }
    }
    return current.client
  }

  return (call = {}) => {
    let sent = 0

    async function send(command: Command): Promise<unknown> {
      if (sent++ === 0) return sendOnce(command)
      await call.furtherRequest?.()
      for (let refusals = 0; ; refusals++) {
        try {
          return await sendOnce(command)
        } catch (error) {
          if (!isOneTooMany(error) || refusals === mostRefusals || call.furtherRequest === undefined) throw error
          await call.furtherRequest(providerError(error))
        }
      }
    }

    async function sendOnce(command: Command): Promise<unknown> {
      if (call.signal?.aborted) throw givenUp(call.signal, false)
      const client = await clientFor(call)
      try {
        return await client.send(command, call.signal ? { abortSignal: call.signal } : {})
      } catch (error) {
        if (isAboutCredentials(error)) store.forget()
        throw isOwn(error) || !call.signal?.aborted ? error : givenUp(call.signal, true)
      }
    }
    return { send: send as Route53Client['send'] }
  }
}

/** AWS's own refusal, not that of something in between. */
function isOneTooMany(error: unknown): error is RefusedError {
  const isClear = error instanceof RefusedError && saysNothingWasDone(error.refusal)
  return isClear && failureOf(error.refusal).code === 'rate_limited'
}

/** Temporary credentials can be revoked before their time. */
function isAboutCredentials(error: unknown): boolean {
  return error instanceof RefusedError && /^(ExpiredToken|InvalidClientTokenId)/.test(error.refusal.code)
}

/** The SDK gives up at once where it is told to, and says so in an error of its own. */
function isOwn(error: unknown): boolean {
  return error instanceof RefusedError || error instanceof NoAnswerError
}

function givenUp({ reason }: AbortSignal, wasSent: boolean): NoAnswerError {
  return new NoAnswerError('the call was given up', { wasSent, cause: reason })
}
