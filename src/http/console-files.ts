import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** The built console, in memory: a new build under a running server can't mix with what it gives out. */
export interface ConsoleFiles {
  /** The page, with `noncePlaceholder` where a nonce belongs. Undefined where nothing is built. */
  page: string | undefined
  /** By their paths: `/assets/…`. Their names change with their content. */
  assets: ReadonlyMap<string, Asset>
}

export interface Asset {
  type: string
  /** Quoted, as the header has it. */
  tag: string
  plain: Buffer
  /** Made when the console was built. Absent where there is nothing to gain. */
  gzip?: Buffer
  br?: Buffer
}

/** What `console/vite.config.ts` has the build write where each page given out has a nonce of its own. */
export const noncePlaceholder = '__ZONEPLANE_NONCE__'

export const noConsole: ConsoleFiles = { page: undefined, assets: new Map() }

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

/** Reads what `scripts/build-console.ts` has built. */
export async function readConsoleFiles(folder: string): Promise<ConsoleFiles> {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return noConsole
  const names = globSync('assets/**/*', { cwd: folder }).filter(name => types[extname(name)] !== undefined)
  const assets = await Promise.all(names.map(async name => [`/${name}`, await readAsset(join(folder, name))] as const))
  return { page: await readFile(page, 'utf8'), assets: new Map(assets) }
}

async function readAsset(path: string): Promise<Asset> {
  const plain = await readFile(path)
  const [gzip, br] = await Promise.all([readIfSmaller(`${path}.gz`, plain), readIfSmaller(`${path}.br`, plain)])
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    tag,
    plain,
    ...(gzip && { gzip }),
    ...(br && { br }),
  }
}

async function readIfSmaller(path: string, plain: Buffer): Promise<Buffer | undefined> {
  if (!existsSync(path)) return undefined
  const content = await readFile(path)
  return content.length < plain.length ? content : undefined
}
