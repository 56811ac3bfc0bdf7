import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

/** Bytes, compressed, that the console's first view may weigh. */
export const firstViewLimit = 300 * 1024

/** What a browser loads before the first view is there: files, and their bytes with gzip and with Brotli. */
export interface FirstView {
  files: string[]
  gzip: number
  brotli: number
}

const root = join(import.meta.dirname, '..')
/** What the bundle is made of: its own sources, those it shares with the server, and the packages as they are locked. */
const sources = ['console/**/*', 'src/{sdk,contract,dns}/**/*.ts', 'package-lock.json', 'scripts/console-build.ts']
const notSources = ['console/dist*/**', '**/*.test.ts', '**/*.test.tsx']
const compressible = new Set(['.js', '.css', '.svg', '.html', '.json', '.txt'])
const stamp = 'sources.sha256'

/** A fingerprint of everything that the bundle is made of. */
export function sourcesHash(): string {
  const hash = createHash('sha256')
  for (const file of globSync(sources, { cwd: root, exclude: notSources, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

export function isBuilt(folder: string, hash: string): boolean {
  const file = join(folder, stamp)
  return existsSync(file) && readFileSync(file, 'utf8') === hash
}

/** Builds beside the folder and puts the result in its place whole, so that one broken off leaves what was there. */
export async function buildConsole(folder: string, hash: string): Promise<void> {
  const fresh = `${folder}.${process.pid}`
  try {
    const project = join(root, 'console')
    await build({
      root: project,
      configFile: join(project, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    })
    compressFiles(fresh)
    writeFileSync(join(fresh, stamp), hash)
    replaceFolder(folder, fresh, hash)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Where another process has built the same meanwhile, that may stay. */
function replaceFolder(folder: string, fresh: string, hash: string): void {
  rmSync(folder, { recursive: true, force: true })
  try {
    renameSync(fresh, folder)
  } catch (error) {
    if (!isBuilt(folder, hash)) throw error
  }
}

/** Beside each file what it is with gzip and with Brotli, so that the server has nothing to compress. The page itself is written anew for each view. */
function compressFiles(folder: string): void {
  for (const file of globSync('assets/**/*', { cwd: folder })) {
    if (!compressible.has(extname(file))) continue
    const path = join(folder, file)
    const { gzip, brotli } = compress(readFileSync(path))
    writeFileSync(`${path}.gz`, gzip)
    writeFileSync(`${path}.br`, brotli)
  }
}

function compress(content: Uint8Array): { gzip: Buffer; brotli: Buffer } {
  // The last two steps of quality cost several times the time of all before, and save some per cent.
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length, [constants.BROTLI_PARAM_QUALITY]: 9 }
  return { gzip: gzipSync(content, { level: 9 }), brotli: brotliCompressSync(content, { params }) }
}

interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
  css?: string[]
}

/** The page, its script, and what that imports before it runs. */
export function firstView(folder: string): FirstView {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const files = new Set(['index.html'])
  const add = (chunk: Chunk | undefined) => {
    if (chunk === undefined || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const name of chunk.imports ?? []) add(manifest[name])
  }
  Object.values(manifest)
    .filter(chunk => chunk.isEntry)
    .forEach(add)
  const compressed = [...files].map(file => compress(readFileSync(join(folder, file))))
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0)
  return {
    files: [...files],
    gzip: sum(compressed.map(({ gzip }) => gzip.length)),
    brotli: sum(compressed.map(({ brotli }) => brotli.length)),
  }
}
