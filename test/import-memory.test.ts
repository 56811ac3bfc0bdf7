import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** MB, of which the program itself takes about half. */
const heap = 96

test('200,000 records are imported in a heap that does not hold them twice', async () => {
  const child = join(import.meta.dirname, 'import-child.ts')
  const { stdout } = await run(process.execPath, [`--max-old-space-size=${heap}`, child, '200000'])
  expect(JSON.parse(stdout)).toEqual({ created: 200_000, status: 'applied', done: 200_000 })
}, 300_000)
