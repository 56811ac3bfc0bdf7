import { newMachineKey } from '../auth/keys.ts'
import { domainText } from '../contract/domain-name.ts'
import { AppError, problemsError } from '../contract/errors.ts'
import {
  canonicalGrants,
  type MachineKeyBody,
  type MachineKeyData,
  type NewMachineKeyData,
  type TsigAlgorithm,
  type TsigBody,
} from '../contract/machine-keys.ts'
import { isoTime, isoTimeOrNull } from '../contract/time.ts'
import { parseName } from '../dns/name.ts'
import type { MachineKey } from '../store/store.ts'
import { generateTsigKey, tsigSecretText } from '../tsig/make-key.ts'
import type { Caller, Deps, ProjectPlace } from './deps.ts'
import { activityOf, type Deed } from './record-activity.ts'
import { isTaken } from './slugs.ts'

/** The project's `rk_` keys, without what they open. */
export async function listMachineKeys(deps: Deps, { project }: ProjectPlace): Promise<MachineKeyData[]> {
  return (await deps.store.machineKeys.list(project.id)).map(machineKeyData)
}

/** The key itself is in this answer and nowhere else. */
export async function createMachineKey(
  deps: Deps,
  caller: Caller,
  place: ProjectPlace,
  body: MachineKeyBody,
): Promise<NewMachineKeyData> {
  const { key, ...stored } = newMachineKey()
  const now = deps.now()
  const tsig = body.tsig === undefined ? null : newTsigKey(body.tsig, stored.accessKey)
  const making = deps.store.transaction(async tx => {
    const row = await tx.machineKeys.create({
      projectId: place.project.id,
      name: body.name,
      ...stored,
      grants: body.grants === undefined ? null : canonicalGrants(body.grants),
      ...(tsig && { tsig }),
      expiresAt: body.expiresAt === undefined ? null : Date.parse(body.expiresAt),
      now,
    })
    const made = machineKeyData(row)
    await tx.activities.add([activityOf(caller, { ...deedOf(place, row, 'machine_key.create', now), after: made })])
    return made
  })
  const data = await making.catch(error => Promise.reject(isTaken(error) ? takenName(error) : error))
  return { ...data, key, tsig: tsig && { ...tsig, name: domainText(tsig.name) } }
}

function newTsigKey({ name, algorithm, secret }: TsigBody, accessKey: string) {
  const made = generateTsigKey(parseName(name ?? accessKey), algorithm)
  return { name: made.name, algorithm: made.algorithm, secret: secret ?? tsigSecretText(made) }
}

function takenName(cause: unknown): AppError {
  const message = 'another key of this installation is called so'
  const { code, message: told, details = [] } = problemsError([{ path: 'tsig.name', code: 'tsig_name_taken', message }])
  return new AppError(code, told, { details, cause })
}

/** From now on the key opens nothing. */
export async function deleteMachineKey(
  deps: Deps,
  caller: Caller,
  place: ProjectPlace,
  id: number,
): Promise<MachineKeyData> {
  const projectId = place.project.id
  return deps.store.transaction(async tx => {
    const row = (await tx.machineKeys.list(projectId)).find(candidate => candidate.id === id)
    if (row === undefined || !(await tx.machineKeys.delete(projectId, id))) {
      throw new AppError('not_found', `The project has no machine key ${id}.`)
    }
    const data = machineKeyData(row)
    const deed = deedOf(place, row, 'machine_key.delete', deps.now())
    await tx.activities.add([activityOf(caller, { ...deed, before: data })])
    return data
  })
}

function deedOf({ workspaceId, project }: ProjectPlace, { name }: MachineKey, action: string, now: number): Deed {
  return { workspaceId, projectId: project.id, action, subject: name, now }
}

function machineKeyData(row: MachineKey): MachineKeyData {
  const { id, name, accessKey, grants, tsig, expiresAt, lastUsedAt, createdAt } = row
  return {
    id,
    name,
    accessKey,
    grants,
    tsig: tsig && { name: domainText(tsig.name), algorithm: tsig.algorithm as TsigAlgorithm },
    expiresAt: isoTimeOrNull(expiresAt),
    lastUsedAt: isoTimeOrNull(lastUsedAt),
    createdAt: isoTime(createdAt),
  }
}
