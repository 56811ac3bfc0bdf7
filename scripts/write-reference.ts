/** Writes the pages of docs/reference that are made from the code. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorReference } from './error-reference.ts'

writeFileSync(join(import.meta.dirname, '../docs/reference/errors.md'), errorReference())
