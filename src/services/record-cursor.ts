import { AppError } from '../contract/errors.ts'
import type { Name, RecordType } from '../dns/rrset.ts'

/** The place in a zone's order that a page ended at, as callers carry it: base64url, not to be looked into. */
export function cursorFromSet({ name, type }: { name: Name; type: RecordType }): string {
  return Buffer.from(`${type} ${name}`, 'utf8').toString('base64url')
}

export function setFromCursor(cursor: string): { name: Name; type: RecordType } {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [, type, name] = /^([A-Z0-9-]+) (\S+\.)$/.exec(text) ?? []
  if (type !== undefined && name !== undefined) return { name, type }
  const details = [{ path: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this API' }]
  throw new AppError('validation_failed', 'cursor: is not a cursor of this API', { details })
}
