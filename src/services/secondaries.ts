import { randomBytes } from 'node:crypto'
import { AppError, problemsError } from '../contract/errors.ts'
import { canonicalNetwork } from '../contract/networks.ts'
import {
  mostSecondaries,
  type NewSecondaryData,
  type SecondaryBody,
  type SecondaryChange,
  type SecondaryData,
  type TsigBody,
} from '../contract/secondaries.ts'
import { canonicalAddress } from '../contract/secondary-input.ts'
import { isoTime } from '../contract/time.ts'
import { nameWithoutFinalDot, parseName } from '../dns/name.ts'
import type { Problem } from '../dns/problem.ts'
import type { Secondary, SecondaryFields, Store, Workspace } from '../store/store.ts'
import { generateTsigKey, tsigSecretText } from '../tsig/make-key.ts'
import type { Caller, Deps } from './deps.ts'
import { activityOf } from './record-activity.ts'
import { isTaken, slugOf } from './slugs.ts'

/** The name servers that follow a workspace's zones. */
export async function listSecondaries(deps: Deps, workspace: Workspace): Promise<SecondaryData[]> {
  return (await deps.store.secondaries.list(workspace.id)).map(secondary =>
    withProgress(deps, secondaryData(secondary)),
  )
}

export async function getSecondary(deps: Deps, workspace: Workspace, id: number): Promise<SecondaryData> {
  return withProgress(deps, secondaryData(await findSecondary(deps.store, workspace.id, id)))
}

/**
 * The key's secret is in this answer and nowhere else. Throws `duplicate_secondary`, `key_name_taken`, `too_many_secondaries`, and
 * `validation_failed` for an address that may not be asked.
 */
export async function createSecondary(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  body: SecondaryBody,
): Promise<NewSecondaryData> {
  const { name, port = 53, notify = true, tsig = {} } = body
  const address = allowedAddress(deps, body.address)
  const key = tsig && keyOf(tsig, name)
  const { hostname = null, transferFrom = null } = convert(body)
  const fields = { name, address, port, notify, hostname, transferFrom, tsig: key }
  const now = deps.now()
  const secondary = await naming(deps, workspace, { name }, () =>
    deps.store.transaction(async tx => {
      await tx.workspaces.lock(workspace.id)
      const { length } = await tx.secondaries.list(workspace.id)
      if (length >= mostSecondaries) throw tooMany()
      const made = await tx.secondaries.create(workspace.id, fields, now)
      await tell(tx, caller, { action: 'secondary.create', subject: made, after: secondaryData(made), now })
      return made
    }),
  )
  await deps.secondaries.reload()
  return withSecret(secondaryData(secondary), key)
}

/** A key that is replaced is no good from now on. */
export async function updateSecondary(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  id: number,
  body: SecondaryChange,
): Promise<NewSecondaryData> {
  const before = await findSecondary(deps.store, workspace.id, id)
  const { name, port, notify, tsig } = body
  const key = tsig && keyOf(tsig, name ?? before.name, before.tsig?.name)
  const fields: Partial<SecondaryFields> = {
    ...convert(body),
    ...(name !== undefined && { name }),
    ...(port !== undefined && { port }),
    ...(notify !== undefined && { notify }),
    ...(body.address !== undefined && { address: allowedAddress(deps, body.address) }),
    ...(key !== undefined && { tsig: key }),
  }
  const now = deps.now()
  const after = await naming(deps, workspace, { name, id }, () =>
    deps.store.transaction(async tx => {
      await tx.secondaries.update(id, fields, now)
      const changed = await findSecondary(tx, workspace.id, id)
      const data = { before: secondaryData(before), after: secondaryData(changed) }
      await tell(tx, caller, { action: 'secondary.update', subject: changed, ...data, now })
      return changed
    }),
  )
  await deps.secondaries.reload()
  return withSecret(secondaryData(after), key)
}

/** Zones that had it in a list of their own have one less there. */
export async function deleteSecondary(
  deps: Deps,
  caller: Caller,
  workspace: Workspace,
  id: number,
): Promise<SecondaryData> {
  const data = await deps.store.transaction(async tx => {
    const secondary = await findSecondary(tx, workspace.id, id)
    await tx.secondaries.delete(id)
    const before = secondaryData(secondary)
    await tell(tx, caller, { action: 'secondary.delete', subject: secondary, before, now: deps.now() })
    return before
  })
  await deps.secondaries.reload()
  return data
}

async function findSecondary(store: Store, workspaceId: number, id: number): Promise<Secondary> {
  const secondary = await store.secondaries.get(workspaceId, id)
  if (secondary !== undefined) return secondary
  throw new AppError('not_found', `The workspace has no secondary ${id}.`)
}

/** Messages go there, and what comes back is shown. */
function allowedAddress(deps: Deps, text: string): string {
  const address = canonicalAddress(text)
  if (deps.secondaries.mayAsk(address)) return address
  const message = 'is not an address of the Internet; the setting ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS allows others'
  throw problemsError([{ path: 'address', code: 'address_not_allowed', message }])
}

function convert({
  hostname,
  transferFrom,
}: SecondaryChange): Partial<Pick<SecondaryFields, 'hostname' | 'transferFrom'>> {
  return {
    ...(hostname !== undefined && { hostname: hostname && parseName(hostname) }),
    ...(transferFrom !== undefined && {
      transferFrom: transferFrom === null ? null : transferFrom.map(canonicalNetwork),
    }),
  }
}

type Key = NonNullable<SecondaryFields['tsig']>

/** What isn't given is made; a key that takes the place of another keeps its name. */
function keyOf({ name, algorithm = 'hmac-sha256', secret }: TsigBody, secondary: string, former?: string): Key {
  const keyName = name === undefined ? (former ?? newKeyName(secondary)) : parseName(name)
  if (secret !== undefined) return { name: keyName, algorithm, secret }
  return { name: keyName, algorithm, secret: tsigSecretText(generateTsigKey(keyName, algorithm)) }
}

/** Tells people whose it is, and nobody else has it. */
function newKeyName(secondary: string): string {
  return `${slugOf(secondary, 'secondary')}-${randomBytes(4).toString('hex')}.`
}

async function naming<T>(
  deps: Deps,
  workspace: Workspace,
  { name, id }: { name: string | undefined; id?: number },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isTaken(error)) throw error
    const others = await deps.store.secondaries.list(workspace.id)
    const isName = others.some(other => other.id !== id && other.name === name)
    throw isName ? duplicate(name, error) : keyTaken(error)
  }
}

function duplicate(name: string | undefined, cause: unknown): AppError {
  const message = `The workspace has a secondary "${name}" already.`
  const details = [{ path: 'name', code: 'duplicate_secondary', message }]
  return new AppError('duplicate_secondary', message, { details, cause })
}

function keyTaken(cause: unknown): AppError {
  const message = 'Another key has that name; requests are told apart by the names of their keys.'
  return new AppError('key_name_taken', message, {
    details: [{ path: 'tsig.name', code: 'key_name_taken', message }],
    cause,
  })
}

function tooMany(): AppError {
  return new AppError('too_many_secondaries', `A workspace has ${mostSecondaries} secondaries at most.`)
}

/** Says what was done, here and to all instances. */
async function tell(
  tx: Store,
  caller: Caller,
  done: { action: string; subject: Secondary; before?: SecondaryData; after?: SecondaryData; now: number },
): Promise<void> {
  const { workspaceId, name } = done.subject
  await tx.activities.add([activityOf(caller, { ...done, workspaceId, subject: name })])
  await tx.secondaries.publish(workspaceId)
}

function withSecret(data: SecondaryData, key: Key | null | undefined): NewSecondaryData {
  if (data.tsig === null || !key) return data
  return { ...data, tsig: { ...data.tsig, secret: key.secret } }
}

function secondaryData(secondary: Secondary): SecondaryData {
  const { id, name, address, port, hostname, notify, tsig, transferFrom, createdAt, updatedAt } = secondary
  return {
    id,
    name,
    address,
    port,
    hostname: hostname && nameWithoutFinalDot(hostname),
    notify,
    tsig: tsig && { name: nameWithoutFinalDot(tsig.name), algorithm: tsig.algorithm },
    transferFrom: transferFrom && [...transferFrom],
    warnings: warningsOf(secondary),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  }
}

function withProgress(deps: Deps, data: SecondaryData): SecondaryData {
  const { at, progress } = deps.secondaries.lastLook() ?? {}
  const zones = progress?.get(data.id)
  return at === undefined || zones === undefined ? data : { ...data, zones: { ...zones, at: isoTime(at) } }
}

function warningsOf({ tsig }: Secondary): Problem[] {
  if (tsig === null) {
    const message =
      'whoever can send from its address gets the zones, and what is transferred can be changed on the way'
    return [{ path: 'tsig', code: 'unsigned_transfers', message }]
  }
  if (tsig.algorithm !== 'hmac-sha1') return []
  return [
    { path: 'tsig.algorithm', code: 'weak_algorithm', message: 'hmac-sha1 is for servers that know nothing else' },
  ]
}
