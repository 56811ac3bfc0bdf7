import { Group, NativeSelect } from '@mantine/core'
import type { Place } from '../queries/keys.ts'
import { useZones } from '../queries/zones.ts'
import { actionText, commonActions } from './action-text.ts'

/** What of the activities is looked at. Empty texts are no filter. */
export interface ActivityView {
  where: 'project' | 'everywhere'
  action: string
  zone: string
}

export interface ActivityFiltersProps {
  place: Place
  view: ActivityView
  onChange: (view: ActivityView) => void
}

export function ActivityFilters({ place, view, onChange }: ActivityFiltersProps) {
  const zones = useZones(place).data ?? []
  const field = (key: keyof ActivityView) => ({
    value: view[key],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...view, [key]: event.currentTarget.value }),
  })
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label="Where"
        data={[
          { value: 'project', label: 'In this project' },
          { value: 'everywhere', label: 'In all my workspaces' },
        ]}
        {...field('where')}
      />
      <NativeSelect
        label="What"
        maw={260}
        data={[
          { value: '', label: 'Everything' },
          ...commonActions.map(action => ({ value: action, label: actionText(action) })),
        ]}
        {...field('action')}
      />
      <NativeSelect
        label="Zone"
        maw={240}
        data={[
          { value: '', label: 'All' },
          ...zones.map(({ id, domainName }) => ({ value: String(id), label: domainName })),
        ]}
        {...field('zone')}
      />
    </Group>
  )
}
