import { useLayoutEffect, useRef } from 'react'
import { heightOf, type TableRow } from './table-rows.ts'

interface Anchored {
  rows: readonly TableRow[]
  /** What the rows were asked for by. Where that has changed, the table begins from the top. */
  shown: string
  isNarrow: boolean
  /** Pixels from the top of the page to the first row. */
  margin: number
  /** Pixels of the window that heads cover. */
  covered: number
}

/**
 * Keeps the first row in sight where it is when rows come or go above it, so that what others write doesn't move what somebody
 * is looking at.
 */
export function useAnchor({ rows, shown, isNarrow, margin, covered }: Anchored): void {
  const before = useRef({ rows, shown })
  useLayoutEffect(() => {
    const old = before.current.rows
    const isOther = before.current.shown !== shown
    before.current = { rows, shown }
    if (isOther && window.scrollY + covered > margin) window.scrollTo({ top: margin - covered, behavior: 'instant' })
    if (isOther || old === rows || window.scrollY + covered <= margin) return
    const anchor = rowAt(old, window.scrollY + covered - margin, isNarrow)
    if (anchor === undefined) return
    const top = topOf(rows, anchor.id, isNarrow)
    if (top !== undefined && top !== anchor.top) window.scrollBy({ top: top - anchor.top, behavior: 'instant' })
  }, [rows, shown, isNarrow, margin, covered])
}

function rowAt(rows: readonly TableRow[], offset: number, isNarrow: boolean): { id: string; top: number } | undefined {
  let top = 0
  for (const row of rows) {
    const height = heightOf(row, isNarrow)
    if (top + height > offset) return { id: row.id, top }
    top += height
  }
  return undefined
}

function topOf(rows: readonly TableRow[], id: string, isNarrow: boolean): number | undefined {
  let top = 0
  for (const row of rows) {
    if (row.id === id) return top
    top += heightOf(row, isNarrow)
  }
  return undefined
}
