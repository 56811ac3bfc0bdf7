import { useLocation, useSearch } from 'wouter'
import type { RecordView } from '../queries/records.ts'

/** What is looked at stands in the address, so that it can be passed on and is there again after going back. */
export function useRecordView(): [view: RecordView, change: (view: Partial<RecordView>) => void] {
  const [path, navigate] = useLocation()
  const view = viewOf(useSearch())
  const change = (part: Partial<RecordView>) => {
    const next = { ...view, ...part }
    const query = new URLSearchParams()
    if (next.search !== '') query.set('q', next.search)
    if (next.type !== '') query.set('type', next.type)
    if (next.sort !== 'name') query.set('sort', next.sort)
    if (next.order !== 'asc') query.set('order', next.order)
    const text = query.toString()
    navigate(text === '' ? path : `${path}?${text}`, { replace: true })
  }
  return [view, change]
}

/** `search`: the part of the address behind the question mark. */
export function viewOf(search: string): RecordView {
  const given = new URLSearchParams(search)
  const sort = given.get('sort')
  return {
    search: given.get('q') ?? '',
    type: given.get('type') ?? '',
    sort: sort === 'type' || sort === 'ttl' ? sort : 'name',
    order: given.get('order') === 'desc' ? 'desc' : 'asc',
  }
}
