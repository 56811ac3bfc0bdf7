import { AppError } from '../contract/errors.ts'
import type { SetId } from '../plan/set-key.ts'

/** The place in a zone's order that a page ended at, as callers carry it: base64url, not to be looked into. */
export function cursorFromSet({ name, type, variant }: SetId): string {
  const text = variant === undefined ? `${type} ${name}` : `${type} ${name} ${variant}`
  return Buffer.from(text, 'utf8').toString('base64url')
}

export function setFromCursor(cursor: string): SetId {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [, type, name, variant] = /^([A-Z0-9-]+) (\S+\.)(?: (.+))?$/s.exec(text) ?? []
  if (type !== undefined && name !== undefined) return { name, type, ...(variant !== undefined && { variant }) }
  const details = [{ path: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this API' }]
  throw new AppError('validation_failed', 'cursor: is not a cursor of this API', { details })
}
