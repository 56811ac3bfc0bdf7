import type { ChangeSetData } from '../contract/changes.ts'
import type { ImportData, ImportPlan } from '../contract/import.ts'
import type { FileBody } from './attempt.ts'
import { changes } from './changes.ts'
import type { CallOptions, Transport } from './transport.ts'
import type { ZoneParams } from './zone.ts'
import { wholeZoneFile } from './zone-file-end.ts'

/** A zone file on its way. Read it as text or as a stream, once. */
export interface ZoneFile {
  /** Fails, at its end, if the server could not read the zone whole. */
  body: ReadableStream<Uint8Array<ArrayBuffer>>
  text(): Promise<string>
}

export interface Progress {
  /** Changes that are made, of how many. */
  done: number
  total: number
}

export interface PlanImportOptions extends CallOptions {
  /** `merge` (unless told): sets that the file doesn't have stay. `replace`: they go. */
  mode?: 'merge' | 'replace'
}

export interface ImportOptions extends PlanImportOptions {
  /** Makes the changes though the plan is dangerous. */
  confirm?: boolean
  comment?: string
  /** Told now and then while the import is under way. */
  onProgress?: (progress: Progress) => void
}

const route = 'POST /api/:projectSlug/:environmentSlug/dns/:id/import'
const headers = { 'Content-Type': 'text/dns' }
/** Milliseconds between two looks at how far an import is. */
const lookEvery = 500

export function exportZone(transport: Transport, params: ZoneParams) {
  return async (options: CallOptions = {}): Promise<ZoneFile> => {
    const { body } = await transport.stream('GET /api/:projectSlug/:environmentSlug/dns/:id/export', {
      ...options,
      params,
    })
    const whole = (body ?? new Blob([]).stream()).pipeThrough(wholeZoneFile())
    return { body: whole, text: () => new Response(whole).text() }
  }
}

/** What an import would do: counts, and the first 100 changes. */
export function planImport(transport: Transport, params: ZoneParams) {
  return async (file: FileBody, { mode, ...options }: PlanImportOptions = {}): Promise<ImportPlan> => {
    const query = { mode, dryRun: true }
    const reply: { data: ImportData } = await transport.upload(route, {
      ...options,
      params,
      query,
      headers,
      isRead: true,
      body: file,
    })
    const { dryRun: _, changeSet: __, ...plan } = reply.data
    return plan
  }
}

/** Imports, and waits for the end of it. `changeSet` is null where there was nothing to change. */
export function importZone(transport: Transport, params: ZoneParams) {
  const { get } = changes(transport, params)
  return async (file: FileBody, options: ImportOptions = {}): Promise<ImportData> => {
    const { mode, confirm, comment, onProgress, ...call } = options
    const reply: { data: ImportData } = await transport.upload(route, {
      ...call,
      params,
      query: { mode, confirm, comment },
      headers: onProgress === undefined ? headers : { ...headers, Prefer: 'respond-async' },
      body: file,
    })
    const { data } = reply
    let { changeSet } = data
    while (changeSet?.status === 'pending') {
      tell(changeSet, onProgress)
      await new Promise(resolve => setTimeout(resolve, lookEvery))
      const signal = call.signal === undefined ? {} : { signal: call.signal }
      changeSet = (await get({ id: changeSet.id, limit: 1 }, signal)).changeSet
    }
    if (changeSet !== null) tell(changeSet, onProgress)
    return { ...data, changeSet }
  }
}

function tell({ done, total }: ChangeSetData, onProgress: ImportOptions['onProgress']): void {
  onProgress?.({ done, total })
}
