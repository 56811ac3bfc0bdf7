import { AppError } from '../contract/errors.ts'
import type { SetId } from '../plan/set-key.ts'

/** A set's place in any order that sets are listed in. */
export type SetPlace = SetId & { ttl?: number }

/** The place in a zone's order that a page ended at, as callers carry it: base64url, not to be looked into. */
export function cursorFromSet({ name, type, variant, ttl }: SetPlace): string {
  const text = `${ttl === undefined ? '' : `${ttl} `}${type} ${name}${variant === undefined ? '' : ` ${variant}`}`
  return Buffer.from(text, 'utf8').toString('base64url')
}

export function setFromCursor(cursor: string): SetPlace {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [, ttl, type, name, variant] = /^(?:(\d{1,10}) )?([A-Z0-9-]+) (\S+\.)(?: (.+))?$/s.exec(text) ?? []
  if (type === undefined || name === undefined) throw invalidCursor()
  return { name, type, ...(variant !== undefined && { variant }), ...(ttl !== undefined && { ttl: Number(ttl) }) }
}

export function invalidCursor(): AppError {
  const details = [{ path: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this API' }]
  return new AppError('validation_failed', 'cursor: is not a cursor of this API', { details })
}
