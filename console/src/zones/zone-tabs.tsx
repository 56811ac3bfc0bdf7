import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'

/** What each tab of a zone's page is given. */
export interface ZoneTabProps {
  place: Place
  zone: ZoneData
}

export interface ZoneTab {
  /** As in the address. */
  name: string
  label: string
  page: LazyExoticComponent<ComponentType<ZoneTabProps>>
}

/** In the order that they're shown in. */
export const zoneTabs: readonly ZoneTab[] = [
  { name: 'records', label: 'Records', page: tab(() => import('../records/records-tab.tsx'), 'RecordsTab') },
  { name: 'history', label: 'History', page: tab(() => import('../history/history-tab.tsx'), 'HistoryTab') },
  { name: 'drift', label: 'Drift', page: tab(() => import('../drift/drift-tab.tsx'), 'DriftTab') },
  {
    name: 'propagation',
    label: 'Propagation',
    page: tab(() => import('../propagation/propagation-tab.tsx'), 'PropagationTab'),
  },
  { name: 'files', label: 'Import and export', page: tab(() => import('../files/files-tab.tsx'), 'FilesTab') },
  { name: 'settings', label: 'Settings', page: tab(() => import('./zone-settings-tab.tsx'), 'ZoneSettingsTab') },
]

function tab<Name extends string>(
  load: () => Promise<Record<Name, ComponentType<ZoneTabProps>>>,
  name: Name,
): LazyExoticComponent<ComponentType<ZoneTabProps>> {
  return lazy(async () => ({ default: (await load())[name] }))
}
