import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import { type Call, ProviderError, type ProviderIo } from '../provider.ts'
import { failureOfError, providerError } from './failures.ts'
import type { RequestHandler } from './request-handler.ts'
import { type AwsSettings, placeOf } from './settings.ts'

/** What requests are signed with. */
export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}

/** Milliseconds before their end from which credentials count as used up: a request under way must not outlive them. */
const margin = 120_000

/** Seconds. AWS gives a role for one hour where its settings don't say otherwise. */
const roleDuration = 3600

/** Credentials that are good for a while; temporary ones are kept until they are about to end. */
export interface CredentialStore {
  get(call: Call): Promise<AwsCredentials>
  /** They were refused: the next call looks for new ones. */
  forget(): void
}

export function createCredentials(
  settings: AwsSettings,
  { now }: ProviderIo,
  handler: RequestHandler,
): CredentialStore {
  const own = keepUntilEnd(settings.useDefaultChain ? machineCredentials() : async () => givenKey(settings), now)
  if (settings.roleArn === undefined) return own
  const role = keepUntilEnd(async call => assumeRole(settings, await own.get(call), { handler, call }), now)
  return {
    get: role.get,
    forget() {
      own.forget()
      role.forget()
    },
  }
}

type Source = (call: Call) => Promise<AwsCredentials>

function keepUntilEnd(source: Source, now: () => number): CredentialStore {
  let kept: AwsCredentials | undefined
  return {
    async get(call) {
      const isUsedUp = kept?.expiration !== undefined && kept.expiration.getTime() - margin <= now()
      if (kept === undefined || isUsedUp) kept = await source(call)
      return kept
    },
    forget: () => {
      kept = undefined
    },
  }
}

function givenKey({ accessKeyId = '', secretAccessKey = '', sessionToken }: AwsSettings): AwsCredentials {
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}

/** Environment, files, container or instance, in the SDK's order. Its own requests go to the machine's own services only. */
function machineCredentials(): Source {
  const chain = fromNodeProviderChain()
  return async () => {
    try {
      return await chain()
    } catch (error) {
      throw new ProviderError({ code: 'auth', message: 'this machine has no AWS credentials' }, { cause: error })
    }
  }
}

async function assumeRole(
  settings: AwsSettings,
  credentials: AwsCredentials,
  { handler, call }: { handler: RequestHandler; call: Call },
): Promise<AwsCredentials> {
  const { roleArn, externalId } = settings
  const client = new STSClient({ ...placeOf(settings), credentials, maxAttempts: 1, requestHandler: handler })
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: 'zoneplane',
    DurationSeconds: roleDuration,
    ...(externalId && { ExternalId: externalId }),
  })
  try {
    const { Credentials: given } = await client.send(command, call.signal ? { abortSignal: call.signal } : {})
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken && { sessionToken: given.SessionToken }),
      ...(given?.Expiration && { expiration: given.Expiration }),
    }
  } catch (error) {
    throw roleError(error, roleArn ?? '')
  }
}

/** Without the role nothing can be done, so this is told of the role. */
function roleError(error: unknown, roleArn: string): ProviderError {
  const failure = failureOfError(error)
  if (failure.code !== 'auth' && failure.code !== 'rejected') return providerError(error)
  const message = `the role ${roleArn} cannot be taken on: ${failure.message}`
  return new ProviderError({ ...failure, code: 'auth', message }, { cause: error })
}
