import { useLocation, useSearch } from 'wouter'
import type { HistoryFilter } from '../queries/changes.ts'

/** Which record set's history is looked at stands in the address, so that it can be passed on. */
export function useHistoryFilter(): [filter: HistoryFilter, clear: () => void] {
  const [path, navigate] = useLocation()
  const given = new URLSearchParams(useSearch())
  const filter = { name: given.get('name') ?? '', type: given.get('type') ?? '' }
  return [filter, () => navigate(path)]
}
