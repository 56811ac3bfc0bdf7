import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Asset } from '../console-files.ts'

const folder = join(import.meta.dirname, 'assets')

export async function readDocsFile(name: string, type: string): Promise<Asset> {
  return assetOf(await readFile(join(folder, name)), type)
}

/** With what it is in the encodings that browsers take. */
export async function assetOf(plain: Buffer, type: string): Promise<Asset> {
  const [gzipped, br] = await Promise.all([
    promisify(gzip)(plain),
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  ])
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { type, tag, plain, gzip: gzipped, br }
}
