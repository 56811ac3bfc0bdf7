import type {
  ChangeData,
  ChangeSetData,
  ListedChangeSet,
  PlanData,
  RevertedData,
  SubmittedData,
  WantedChange,
} from '../contract/changes.ts'
import { type List, listOf, type Page } from './list.ts'
import { type WriteOptions, type Written, written } from './records.ts'
import type { CallOptions, Transport } from './transport.ts'
import type { ZoneParams } from './zone.ts'

export interface SubmitOptions extends WriteOptions {
  comment?: string
  /** Makes the changes though the plan is dangerous; without it such a plan is rejected as `confirmation_required`. */
  confirm?: boolean
}

export type RevertOptions = Omit<SubmitOptions, 'wait'>

/** Which change sets are listed. */
export interface ChangeSetFilter {
  /** Those with changes at this name: `@`, a relative name, or a full one inside the zone. */
  name?: string
  type?: string
  /** Change sets in a page: 50 unless told, 200 at most. */
  limit?: number
}

/** A change set, and a page of its changes. */
export interface ChangeSetPage {
  changeSet: ChangeSetData
  changes: Page<ChangeData>
}

/** Many changes as one, what became of them, and how they're taken back. */
export function changes(transport: Transport, params: ZoneParams) {
  const page = async (
    changeId: number,
    query: { limit?: number | undefined; cursor?: string | undefined },
    options: CallOptions,
  ): Promise<ChangeSetPage> => {
    const reply: { data: ChangeSetData & { changes: ChangeData[] }; nextCursor: string | null } = await transport.json(
      'GET /api/:projectSlug/:environmentSlug/dns/:id/changes/:changeId',
      { ...options, params: { ...params, changeId }, query },
    )
    const { changes, ...changeSet } = reply.data
    return { changeSet, changes: { items: changes, nextCursor: reply.nextCursor } }
  }
  return {
    /** Everything that was written to the zone, or to some of its sets, newest first. */
    list: ({ limit, name, type, ...options }: CallOptions & ChangeSetFilter = {}): List<ListedChangeSet> =>
      transport.list('GET /api/:projectSlug/:environmentSlug/dns/:id/changes', {
        ...options,
        params,
        query: { limit, name, type },
      }),
    get: ({ id, limit, cursor }: { id: number; limit?: number; cursor?: string }, options: CallOptions = {}) =>
      page(id, { limit, cursor }, options),
    /** Each change of a change set. */
    changesOf: (id: number, options: CallOptions = {}): List<ChangeData> =>
      listOf(async cursor => (await page(id, { limit: 1000, cursor }, options)).changes),
    /** What `submit` would do, and everything that it would be refused for. */
    plan: (changes: readonly WantedChange[], options: CallOptions = {}): Promise<PlanData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/dns/:id/changes', {
        ...options,
        params,
        isRead: true,
        body: { changes, dryRun: true },
      }),
    /** Up to 10,000 changes as one change set. Its `status` is `partial` where only some could be made. */
    submit: async (
      changes: readonly WantedChange[],
      { comment, confirm, wait, ...options }: SubmitOptions = {},
    ): Promise<Written<SubmittedData>> =>
      written(
        await transport.json('POST /api/:projectSlug/:environmentSlug/dns/:id/changes', {
          ...options,
          params,
          query: { wait },
          body: { changes, comment, confirm },
        }),
      ),
    planRevert: (id: number, options: CallOptions = {}): Promise<PlanData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/dns/:id/changes/:changeId/revert', {
        ...options,
        params: { ...params, changeId: id },
        isRead: true,
        body: { dryRun: true },
      }),
    /** Makes every set of the change set what it was before; rejects with `changed_since` where one has been changed since. */
    revert: (id: number, { comment, confirm, ...options }: RevertOptions = {}): Promise<RevertedData> =>
      transport.data('POST /api/:projectSlug/:environmentSlug/dns/:id/changes/:changeId/revert', {
        ...options,
        params: { ...params, changeId: id },
        body: { comment, confirm },
      }),
  }
}
