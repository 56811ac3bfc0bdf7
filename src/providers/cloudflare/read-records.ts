import { isWithin } from '../../dns/name.ts'
import type { Name } from '../../dns/rrset.ts'
import { type Call, ProviderError, type RemoteZone } from '../provider.ts'
import type { ApiReply, CloudflareClient } from './client.ts'
import { nameToCloudflare } from './convert.ts'
import type { CloudflareRecord } from './record.ts'

/** The most that a page of records has (2026-06, `dns_records`): a zone of 5,000 records is read in one request instead of 50. */
const pageSize = 5000

type Page = ApiReply<CloudflareRecord[]>

/** Reads a zone's records, all of them or those of some names, in the way that takes the fewest requests. */
export async function readRecords(
  { client, zone, call }: ReadContext,
  at: readonly Name[] | undefined,
): Promise<CloudflareRecord[]> {
  const wanted = at && new Set(at.filter(name => isWithin(name, zone.name) && !name.includes('\\')))
  let isFirst = true
  const page = async (number: number, name?: Name): Promise<Page> => {
    if (isFirst) isFirst = false
    else await call?.furtherRequest?.()
    const query = {
      page: number,
      per_page: pageSize,
      order: 'name',
      ...(name && { 'name.exact': nameToCloudflare(name) }),
    }
    const reply = await client.request<CloudflareRecord[]>('GET', recordsPath(zone), { query }, call)
    if (!Array.isArray(reply.result) || !reply.result.every(isRecord)) throw malformed('no list of records')
    return reply
  }
  if (wanted !== undefined && wanted.size <= 1) return readEach(wanted, page)
  const first = await page(1)
  const pages = pagesOf(first)
  if (wanted !== undefined && wanted.size < pages - 1) return readEach(wanted, page)
  const records = await readRest(first, pages, page)
  if (wanted === undefined) return records
  const names = new Set([...wanted].map(nameToCloudflare))
  return records.filter(({ name }) => names.has(name.toLowerCase()))
}

export interface ReadContext {
  client: CloudflareClient
  zone: RemoteZone
  call: Call | undefined
}

type PageReader = (number: number, name?: Name) => Promise<Page>

async function readEach(names: ReadonlySet<Name>, page: PageReader): Promise<CloudflareRecord[]> {
  const records: CloudflareRecord[] = []
  for (const name of names) {
    const first = await page(1, name)
    records.push(...first.result)
    for (let number = 2; number <= pagesOf(first); number++) records.push(...(await page(number, name)).result)
  }
  return records
}

/** What moves between pages while they are read would be missed, or come twice. */
async function readRest(first: Page, pages: number, page: PageReader): Promise<CloudflareRecord[]> {
  const records = new Map(first.result.map(record => [record.id, record]))
  const totals = new Set([first.info.total_count])
  for (let number = 2; number <= pages; number++) {
    const next = await page(number)
    for (const record of next.result) records.set(record.id, record)
    totals.add(next.info.total_count)
  }
  const [total = records.size] = totals
  if (totals.size === 1 && total === records.size) return [...records.values()]
  throw new ProviderError({ code: 'unavailable', message: 'the zone was changed while its pages were read' })
}

function pagesOf({ info, result }: Page): number {
  if (info.total_pages !== undefined) return info.total_pages
  if (info.total_count !== undefined) return Math.ceil(info.total_count / pageSize)
  if (result.length < pageSize) return 1
  throw malformed('a full page, and not how many more there are')
}

export function recordsPath({ hostedZoneId }: RemoteZone): string {
  return `/zones/${encodeURIComponent(hostedZoneId)}/dns_records`
}

function isRecord(one: CloudflareRecord | null): boolean {
  const { id, name, type, ttl } = one ?? {}
  return typeof id === 'string' && typeof name === 'string' && typeof type === 'string' && typeof ttl === 'number'
}

function malformed(what: string): ProviderError {
  return new ProviderError({ code: 'unavailable', message: `Cloudflare answered with ${what}` })
}
