import { Button, Group, Stack, Text } from '@mantine/core'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { RecordSet } from '../../../src/sdk/index.ts'
import { useShortcut } from '../layout/use-shortcut.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useRecords } from '../queries/records.ts'
import { Loading } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { FirstSteps } from '../zones/first-steps.tsx'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'
import { withEdit, withoutEdit, withRewrite } from './edits.ts'
import { useEdits } from './edits-context.tsx'
import { GatheredEdits } from './gathered-edits.tsx'
import { managedReason } from './is-managed.ts'
import { RecordFilters } from './record-filters.tsx'
import { RecordTable } from './record-table.tsx'
import classes from './records.module.css'
import { type OpenForm, shownSet, tableRows } from './table-rows.ts'
import { useRecordView } from './use-record-view.ts'

export function RecordsTab({ place, zone }: ZoneTabProps) {
  const [view, setView] = useRecordView()
  const asked = useRecords(place, zone.id, view)
  const { data, error, isPlaceholderData, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = asked
  const { edits, update } = useEdits(zone.id)
  const mayWrite = useHasProjectRole(place.project, 'member')
  const [form, setForm] = useState<OpenForm>()
  const shown = useRef('')
  if (!isPlaceholderData) shown.current = JSON.stringify(view)

  const sets = useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
  const rows = useMemo(() => tableRows(sets, edits, form), [sets, edits, form])
  const total = data?.pages.at(-1)?.total ?? sets.length
  const isWhole = data !== undefined && !isPlaceholderData && view.search === '' && view.type === ''
  const isNew = isWhole && sets.every(set => managedReason(set, zone) !== undefined)
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const add = (initial: RecordSet | null) => {
    setForm({ key: 'new', initial })
    window.scrollTo({ top: 0 })
  }
  const take = (set: RecordSet) => {
    if (form === undefined) return
    update(all => withRewrite(all, form.key === 'new' ? null : form.initial, set))
    setForm(undefined)
  }
  useShortcut('n', () => add(null), mayWrite === true)

  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <RecordFilters view={view} provider={zone.provider} onChange={setView} />
        <Group gap="sm" justify="space-between" w={{ base: '100%', sm: 'auto' }}>
          <Text size="sm" c="dimmed" role="status">
            {data === undefined ? '' : countText(total, view.search !== '' || view.type !== '')}
          </Text>
          {mayWrite === true && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => add(null)}>
              Add record
            </Button>
          )}
          {mayWrite === false && <ReadOnlyHint needs="member" what="change records" />}
        </Group>
      </Group>
      {isNew && mayWrite === true && zone.provider === 'builtin' && <FirstSteps zone={zone} />}
      {error !== null && <ErrorAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && asked.isStale && !isFetching && error === null && (
        <div className={classes.news} role="status">
          <Button size="xs" radius="xl" leftSection={<Icon name="refresh" size={14} />} onClick={() => void refetch()}>
            The zone has changed: show it as it is now
          </Button>
        </div>
      )}
      {data !== undefined && rows.length === 0 && (
        <EmptyState icon="search" title="Nothing found">
          No record set has “{view.search}” in its name or values
          {view.type === '' ? '' : ` and is of the type ${view.type}`}.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <RecordTable
          zone={zone}
          rows={rows}
          shown={shown.current}
          total={total}
          view={view}
          mayWrite={mayWrite === true}
          onSort={(sort, order) => setView({ sort, order })}
          onNearEnd={more}
          onEdit={row => {
            const set = shownSet(row)
            if (row.edit?.after === null || managedReason(set, zone) !== undefined) return
            setForm({ key: row.id, initial: set })
          }}
          onDelete={row => {
            const set = shownSet(row)
            if (managedReason(set, zone) === undefined) update(all => withEdit(all, { before: row.set, after: null }))
          }}
          onDuplicate={row => add(shownSet(row))}
          onDrop={row => update(all => withoutEdit(all, row.id))}
          form={{ onDone: take, onCancel: () => setForm(undefined) }}
        />
      )}
      {isFetchingNextPage && <Loading />}
      <GatheredEdits place={place} zone={zone} />
    </Stack>
  )
}

function countText(total: number, isNarrowed: boolean): string {
  const sets = total === 1 ? '1 record set' : `${total.toLocaleString('en')} record sets`
  return isNarrowed ? `${sets} found` : sets
}
