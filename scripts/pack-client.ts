/**
 * Makes the package `@zoneplane/client` from src/sdk: `npm run pack-client -- FOLDER` leaves a tarball there that `npm install`
 * takes. It has no dependencies: of the contract it keeps the types alone, written out in full.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { contractTypes } from './contract-types.ts'

const root = join(import.meta.dirname, '..')
const target = resolve(process.argv[2] ?? '.')
const folder = mkdtempSync(join(tmpdir(), 'zoneplane-client-'))
try {
  compile()
  for (const [file, text] of contractTypes(root, join(root, 'src/contract'))) write(`dist/contract/${file}`, text)
  for (const file of globSync('dist/**/*.d.ts', { cwd: folder })) nameOutputs(join(folder, file))
  write('package.json', `${JSON.stringify(packageFile(), null, 2)}\n`)
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  cpSync(join(root, 'docs/guide/sdk.md'), join(folder, 'README.md'))
  mkdirSync(target, { recursive: true })
  run('npm', 'pack', '--loglevel=error', '--pack-destination', target, folder)
} finally {
  rmSync(folder, { recursive: true })
}

/** JavaScript and types of the client; those of the contract, which stand on its schemas, are thrown away. */
function compile(): void {
  const out = join(folder, 'out')
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      allowImportingTsExtensions: false,
      target: 'ES2022',
      rootDir: join(root, 'src'),
      outDir: out,
      types: [join(root, 'node_modules/@types/node')],
    },
    files: [join(root, 'src/sdk/index.ts')],
    include: [],
  }
  write('tsconfig.json', JSON.stringify(config))
  run(join(root, 'node_modules/.bin/tsc'), '-p', join(folder, 'tsconfig.json'))
  cpSync(join(out, 'sdk'), join(folder, 'dist/sdk'), { recursive: true })
  rmSync(out, { recursive: true })
  rmSync(join(folder, 'tsconfig.json'))
}

/** Types too name the files that are there. */
function nameOutputs(file: string): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replaceAll(/(from '\.{1,2}\/[^']+)\.ts'/g, "$1.js'"))
}

function packageFile(): Record<string, unknown> {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>
  return {
    name: '@zoneplane/client',
    version,
    description: 'A typed client of Zoneplane, the DNS control plane, for Node and browsers',
    license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.3' },
    exports: { '.': { types: './dist/sdk/index.d.ts', default: './dist/sdk/index.js' } },
    files: ['dist'],
  }
}

function write(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function run(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${program} failed`, { cause: error })
}
