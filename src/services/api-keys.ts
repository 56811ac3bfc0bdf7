import { newApiKey } from '../auth/keys.ts'
import type { ApiKeyBody, ApiKeyData, NewApiKeyData } from '../contract/accounts.ts'
import { AppError } from '../contract/errors.ts'
import { isoTime, isoTimeOrNull } from '../contract/time.ts'
import type { ApiKey } from '../store/store.ts'
import { userOf } from './access.ts'
import type { Caller, Deps } from './deps.ts'
import { accountActivitiesOf } from './record-activity.ts'

/** The user's own `sk_` keys, without what they open. */
export async function listApiKeys(deps: Deps, caller: Caller): Promise<ApiKeyData[]> {
  return (await deps.store.apiKeys.list(userOf(caller).userId)).map(apiKeyData)
}

/** The key itself is in this answer and nowhere else. */
export async function createApiKey(deps: Deps, caller: Caller, body: ApiKeyBody): Promise<NewApiKeyData> {
  const { userId } = userOf(caller)
  const { key, prefix, hash } = newApiKey()
  const expiresAt = body.expiresAt === undefined ? null : Date.parse(body.expiresAt)
  const now = deps.now()
  const data = await deps.store.transaction(async tx => {
    const made = apiKeyData(await tx.apiKeys.create({ userId, name: body.name, prefix, hash, expiresAt, now }))
    const deed = { action: 'api_key.create', subject: made.name, after: made, now }
    await tx.activities.add(accountActivitiesOf(caller, deed))
    return made
  })
  return { ...data, key }
}

/** From now on the key opens nothing. */
export async function deleteApiKey(deps: Deps, caller: Caller, id: number): Promise<ApiKeyData> {
  const { userId } = userOf(caller)
  const key = (await deps.store.apiKeys.list(userId)).find(candidate => candidate.id === id)
  const data = key && apiKeyData(key)
  const deleted = await deps.store.transaction(async tx => {
    if (data === undefined || !(await tx.apiKeys.delete(userId, id))) return undefined
    const deed = { action: 'api_key.delete', subject: data.name, before: data, now: deps.now() }
    await tx.activities.add(accountActivitiesOf(caller, deed))
    return data
  })
  if (deleted === undefined) throw new AppError('not_found', `You have no API key ${id}.`)
  return deleted
}

function apiKeyData({ id, name, prefix, expiresAt, lastUsedAt, createdAt }: ApiKey): ApiKeyData {
  return {
    id,
    name,
    prefix,
    expiresAt: isoTimeOrNull(expiresAt),
    lastUsedAt: isoTimeOrNull(lastUsedAt),
    createdAt: isoTime(createdAt),
  }
}
