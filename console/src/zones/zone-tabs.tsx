import type { ComponentType } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { type Later, later } from '../ui/later.tsx'

/** What each tab of a zone's page is given. */
export interface ZoneTabProps {
  place: Place
  zone: ZoneData
}

export interface ZoneTab extends Later<ZoneTabProps> {
  /** As in the address. */
  name: string
  label: string
}

/** In the order that they're shown in. */
export const zoneTabs: readonly ZoneTab[] = [
  { name: 'records', label: 'Records', ...tab(() => import('../records/records-tab.tsx'), 'RecordsTab') },
  { name: 'history', label: 'History', ...tab(() => import('../history/history-tab.tsx'), 'HistoryTab') },
  { name: 'drift', label: 'Drift', ...tab(() => import('../drift/drift-tab.tsx'), 'DriftTab') },
  {
    name: 'propagation',
    label: 'Propagation',
    ...tab(() => import('../propagation/propagation-tab.tsx'), 'PropagationTab'),
  },
  { name: 'files', label: 'Import and export', ...tab(() => import('../files/files-tab.tsx'), 'FilesTab') },
  { name: 'settings', label: 'Settings', ...tab(() => import('./zone-settings-tab.tsx'), 'ZoneSettingsTab') },
]

function tab<Name extends string>(
  load: () => Promise<Record<Name, ComponentType<ZoneTabProps>>>,
  name: Name,
): Later<ZoneTabProps> {
  return later(async () => (await load())[name])
}
