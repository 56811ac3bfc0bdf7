import { AppError } from '../contract/errors.ts'
import type { ImportData, ImportPlan } from '../contract/import.ts'
import type { Change } from '../plan/types.ts'
import type { ChangeSet } from '../store/history.ts'
import type { Zone } from '../store/store.ts'
import { callsOf } from './apply-plan.ts'
import { changeSetData, planData } from './change-set-data.ts'
import { newChangeSet } from './change-set-from-submission.ts'
import type { Caller, Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { applyImport, intentOf } from './import-apply.ts'
import { createImportChanges, type ImportChanges } from './import-changes.ts'
import { orderedSets, pairNames } from './import-names.ts'
import { createImportPlanner, type ImportMode } from './import-plan.ts'
import { createFileProblems, type FileProblems, fileError } from './import-problems.ts'
import { readImport } from './import-read.ts'
import { createSortedLines } from './import-sort.ts'
import { type OpenZone, openZone } from './open-provider.ts'
import { callingProvider, dangersError } from './provider-errors.ts'

/** Changes that are made as one change set like any other; its intents are stored first, so there can't be any number of them. */
const largestSet = 10_000

/** A zone file to import, and how. */
export interface ImportRequest {
  id: string
  mode: ImportMode
  dryRun: boolean
  confirm: boolean
  comment?: string
  body: AsyncIterable<Uint8Array>
  /** Milliseconds after which the answer is that it goes on. */
  patience: number
}

/**
 * Brings a zone file into a zone. Nothing is written before the whole file has been read, checked and planned, so nothing of a
 * file with a problem is done. Up to 10,000 changes are one change set like any other. More are made step by step, which
 * can't be one transaction: the plan says so (`atomic: false`), and after a failure the same file is imported again.
 */
export async function importZone(
  deps: Deps,
  caller: Caller,
  place: Place,
  request: ImportRequest,
): Promise<ImportData> {
  const zone = await findZone(deps, place, request.id)
  return new Promise((resolve, reject) => {
    let isAnswered = false
    const answer = (data: ImportData) => {
      isAnswered = true
      resolve(data)
    }
    deps.imports
      .run(signal => runImport({ deps, caller, place, zone, request, signal, answer }))
      .then(resolve, error => {
        // Whoever asked has gone; the change set is settled as what came of it by whoever finds it.
        if (isAnswered) deps.log.error({ err: error, zoneId: zone.resource.id }, 'an import failed after its answer')
        reject(error)
      })
  })
}

interface Run {
  deps: Deps
  caller: Caller
  place: Place
  zone: Zone
  request: ImportRequest
  /** The process is about to end. */
  signal: AbortSignal
  /** Answers before the end has come. */
  answer(data: ImportData): void
}

async function runImport(run: Run): Promise<ImportData> {
  const { deps, zone, request } = run
  const open = await openZone(deps, zone)
  const changes = createImportChanges(deps.imports.folder, largestSet)
  try {
    const plan = await planImport(run, open, changes)
    if (request.dryRun || changes.count === 0) return dataOf(plan, request.dryRun, null)
    if (plan.dangers.length > 0 && !request.confirm) throw confirmationRequired(plan)
    const listed = changes.inMemory()
    const settled =
      listed === undefined
        ? await deps.imports.inTurn(zone.resource.id, () => applySteps(run, plan, changes))
        : await submit(run, listed)
    return dataOf(plan, false, requireDone(settled))
  } finally {
    await changes.close()
  }
}

/** Reads the file and the zone side by side. Throws every problem of the file, by line and column. */
async function planImport({ deps, request }: Run, open: OpenZone, changes: ImportChanges): Promise<ImportPlan> {
  const { kind, zone } = open
  const { mode, body } = request
  const problems = createFileProblems()
  const sorted = createSortedLines(deps.imports.folder)
  const planner = createImportPlanner({ zone: zone.domain, kind, mode }, problems)
  try {
    const records = await readImport(body, { domain: zone.domain, capabilities: kind.capabilities }, sorted, problems)
    const pairs = pairNames(sorted.read(), orderedSets(open, deps.imports.folder), problems)
    await callingProvider(async () => {
      for await (const block of pairs) {
        for (const pair of block) changes.add(planner.take(pair))
        await changes.flush()
      }
    })
    if (problems.errors.count > 0) throw fileError(problems.errors)
    const { counts } = planner
    const listed = { changes: [...changes.first], problems: [], dangers: planner.dangers(), ...reachOf(open, changes) }
    return { mode, records, counts: { ...counts }, ...planData(listed), ...warningsOf(problems) }
  } finally {
    await sorted.close()
  }
}

/** In how many calls the changes can be made, and whether that's one for all. */
function reachOf({ kind, remote }: OpenZone, changes: ImportChanges): { atomic: boolean; calls: number } {
  const { batch } = kind.capabilities
  const listed = changes.inMemory()
  const calls = listed
    ? callsOf(listed, kind.capabilities, remote.name).count
    : Math.ceil(changes.count / batch.maxChanges)
  return { atomic: batch.atomic && calls <= 1, calls }
}

function warningsOf({ warnings }: FileProblems): Pick<ImportPlan, 'warnings' | 'warningCount'> {
  const first = warnings.first().map(({ line, column, code, message }) => ({ line, column, code, message }))
  return { warnings: first, warningCount: warnings.count }
}

function dataOf(plan: ImportPlan, dryRun: boolean, changeSet: ChangeSet | null): ImportData {
  return { dryRun, ...plan, changeSet: changeSet && changeSetData(changeSet) }
}

/** As one change set like any other. A set that has changed since it was planned, and would be deleted, makes it refused. */
async function submit({ deps, caller, place, zone, request }: Run, changes: readonly Change[]): Promise<ChangeSet> {
  try {
    const { changeSet } = await deps.writers.submit(zone, {
      ...submissionOf(caller, place, request),
      intents: changes.map(intentOf),
    })
    return changeSet
  } catch (error) {
    const pending =
      error instanceof AppError && error.code === 'not_settled_yet' ? error.details?.[0]?.message : undefined
    const changeSet =
      pending === undefined ? undefined : await deps.store.changeSets.get(zone.resource.id, Number(pending))
    if (changeSet === undefined) throw error
    return changeSet
  }
}

function submissionOf(caller: Caller, { workspaceId }: Place, { comment }: ImportRequest) {
  return { kind: 'import', caller, workspaceId, confirm: true, ...(comment === undefined ? {} : { comment }) } as const
}

/** Longer than any import takes; the lease on the zone says whether somebody is at it. */
const largeMilliseconds = 24 * 3_600_000

/** Step by step, with the answer given before the end where that takes long. */
async function applySteps(run: Run, plan: ImportPlan, changes: ImportChanges): Promise<ChangeSet> {
  const { deps, zone, request, signal, answer } = run
  const { changeSet, release } = await deps.writers.exclusive(zone, () => createSet(run, changes.count))
  const patience = setTimeout(
    () => answer(dataOf(plan, false, { ...changeSet, total: changes.count })),
    request.patience,
  )
  try {
    return await applyImport(deps, { zone, changeSet, changes, signal })
  } finally {
    clearTimeout(patience)
    release()
  }
}

/** While nothing else is done at the zone, so that nobody takes the set for abandoned before it's claimed. */
async function createSet(
  { deps, caller, place, zone, request }: Run,
  total: number,
): Promise<{ changeSet: ChangeSet; release(): void }> {
  const now = deps.now()
  const wanted = newChangeSet(zone, { ...submissionOf(caller, place, request), intents: [] }, now)
  const [changeSet] = await deps.store.changeSets.create([{ ...wanted, deadline: now + largeMilliseconds }])
  if (changeSet === undefined) throw new Error('the store has given no change set back')
  await deps.store.changeSets.progress(changeSet.id, 0, total)
  return { changeSet, release: deps.writers.claim(changeSet) }
}

/** An end that nothing came of. */
function requireDone(changeSet: ChangeSet): ChangeSet {
  if (changeSet.status !== 'failed') return changeSet
  const code = changeSet.problems.some(problem => problem.path === 'provider') ? 'provider_unavailable' : 'overloaded'
  throw new AppError(code, 'The zone file could not be imported.', { details: changeSet.problems, retryAfter: 10 })
}

/** With the plan, for people to look at before they confirm it. */
function confirmationRequired(plan: ImportPlan): AppError {
  const { message, details = [] } = dangersError(plan.dangers)
  return new AppError('confirmation_required', message, { details, plan })
}
