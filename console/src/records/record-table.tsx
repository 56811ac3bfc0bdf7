import { VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import type { RecordView } from '../queries/records.ts'
import { SortButton } from '../ui/sort-button.tsx'
import { kindOf } from './edits.ts'
import { RecordForm, type RecordFormProps } from './record-form.tsx'
import { RecordRow } from './record-row.tsx'
import classes from './records.module.css'
import { heightOf, type TableRow } from './table-rows.ts'
import { useAnchor } from './use-anchor.ts'

export interface RecordTableProps {
  zone: ZoneData
  rows: readonly TableRow[]
  /** What the rows were asked for by. */
  shown: string
  /** How many sets the zone has in this view, loaded or not. */
  total: number
  view: RecordView
  mayWrite: boolean
  onSort: (sort: RecordView['sort'], order: RecordView['order']) => void
  /** The last rows are in sight. */
  onNearEnd: () => void
  onEdit: (row: TableRow & { kind: 'set' }) => void
  onDelete: (row: TableRow & { kind: 'set' }) => void
  onDuplicate: (row: TableRow & { kind: 'set' }) => void
  onDrop: (row: TableRow & { kind: 'set' }) => void
  form: Pick<RecordFormProps, 'onDone' | 'onCancel'>
}

/** Rows from the end at which more are asked for. */
const nearEnd = 120
/** Pixels that the page's and the table's heads cover. */
const covered = 92

export function RecordTable(props: RecordTableProps) {
  const { zone, rows, shown, total, view, mayWrite, onSort, onNearEnd, form } = props
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false
  const body = useRef<HTMLTableSectionElement>(null)
  const margin = useTopOf(body)
  const formIndex = rows.findIndex(({ kind }) => kind === 'form')
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: index => heightOf(rows[index]!, isNarrow),
    // A form is measured, and its row is not: what is known of the one's height must not be taken for the other's.
    getItemKey: index => (index === formIndex ? `form ${rows[index]!.id}` : rows[index]!.id),
    overscan: 12,
    scrollMargin: margin,
    scrollPaddingStart: covered,
    scrollPaddingEnd: 80,
    // What is typed into a form stays when it's scrolled out of sight.
    rangeExtractor: range => {
      const inSight = defaultRangeExtractor(range)
      return formIndex < 0 || inSight.includes(formIndex) ? inSight : [...inSight, formIndex].sort((a, b) => a - b)
    },
  })
  useAnchor({ rows, shown, isNarrow, margin, covered })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (last >= rows.length - nearEnd) onNearEnd()
  }, [last, rows.length, onNearEnd])

  const [current, setCurrent] = useState<string>()
  const wanted = useRef<string>(undefined)
  const formId = rows[formIndex]?.id
  const lastForm = useRef(formId)
  useEffect(() => {
    // Where a form was, its row goes on with the keys.
    if (formId === undefined && lastForm.current !== undefined && document.activeElement === document.body) {
      wanted.current = lastForm.current
      setCurrent(lastForm.current)
    }
    // What is typed next belongs into a form that has just been opened.
    if (formId !== undefined && formId !== lastForm.current) wanted.current = undefined
    lastForm.current = formId
  }, [formId])
  useEffect(() => {
    if (wanted.current === undefined) return
    const element = body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`)
    if (element === null || element === undefined) return
    wanted.current = undefined
    element.focus({ preventScroll: true })
  })
  const moveTo = (index: number) => {
    const row = rows[index]
    if (row === undefined) return
    wanted.current = row.id
    setCurrent(row.id)
    virtualizer.scrollToIndex(index, { align: 'auto' })
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const row = rows[index]
    if (row?.kind !== 'set' || event.target !== event.currentTarget) return
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }
    const step = steps[event.key]
    if (step !== undefined) moveTo(Math.max(0, Math.min(rows.length - 1, index + step)))
    else if (event.key === 'Home') moveTo(0)
    else if (event.key === 'Enter' && mayWrite) props.onEdit(row)
    else if (event.key === 'Delete' && mayWrite) row.edit === undefined ? props.onDelete(row) : props.onDrop(row)
    else return
    event.preventDefault()
  }
  const first = rows.find(({ kind }) => kind === 'set')?.id
  const focusable = rows.some(({ id }) => id === current) ? current : first
  const head = (sort: RecordView['sort'], label: string) => (
    <th scope="col" aria-sort={ariaSort(view, sort)}>
      <SortButton
        label={label}
        order={view.sort === sort ? view.order : undefined}
        onSort={order => onSort(sort, order)}
      />
    </th>
  )
  return (
    <table aria-label="Record sets" aria-rowcount={total + 1} className={classes.table}>
      <thead className={classes.top}>
        <tr className={`${classes.columns} ${classes.head}`} aria-rowindex={1}>
          {head('name', 'Name')}
          {head('type', 'Type')}
          {head('ttl', 'TTL')}
          <th scope="col" className={classes.wide}>
            Value
          </th>
          <th scope="col" className={classes.wide}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody ref={body} className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {items.map(item => {
          const row = rows[item.index]!
          const place = { transform: `translateY(${item.start - margin}px)` }
          if (row.kind === 'form') {
            return (
              <tr
                key={item.key}
                aria-rowindex={item.index + 2}
                data-index={item.index}
                ref={virtualizer.measureElement}
                className={classes.formrow}
                style={place}
              >
                <td colSpan={5}>
                  <RecordForm zone={zone} initial={row.initial} isExisting={row.id !== 'new'} {...form} />
                </td>
              </tr>
            )
          }
          return (
            <tr
              key={item.key}
              aria-rowindex={item.index + 2}
              tabIndex={row.id === focusable ? 0 : -1}
              data-row={row.id}
              data-edit={row.edit && kindOf(row.edit)}
              className={`${classes.columns} ${classes.row}`}
              style={{ ...place, height: item.size }}
              onKeyDown={event => onKeyDown(event, item.index)}
              onFocus={() => setCurrent(row.id)}
              onDoubleClick={() => mayWrite && props.onEdit(row)}
            >
              <RecordRow
                row={row}
                zone={zone}
                mayWrite={mayWrite}
                isCurrent={row.id === focusable}
                onEdit={() => props.onEdit(row)}
                onDelete={() => props.onDelete(row)}
                onDuplicate={() => props.onDuplicate(row)}
                onDrop={() => props.onDrop(row)}
              />
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Pixels from the top of the page to the element. */
function useTopOf(element: { current: HTMLElement | null }): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const now = Math.round((element.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
    if (now !== top) setTop(now)
  })
  return top
}

function ariaSort(view: RecordView, sort: RecordView['sort']) {
  if (view.sort !== sort) return undefined
  return view.order === 'asc' ? 'ascending' : 'descending'
}
