import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Node, SourceFile } from 'typescript/unstable/ast'
import { SyntaxKind } from 'typescript/unstable/ast'
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isNamedImports,
  isStringLiteral,
} from 'typescript/unstable/ast/is'
import { API } from 'typescript/unstable/sync'
import { afterAll, expect, test } from 'vitest'

/** Which rooms each room may import values from. Types may come from wherever the second table doesn't forbid. */
const valuesFrom: Record<string, readonly string[]> = {
  dns: [],
  plan: ['dns'],
  contract: ['dns'],
  auth: ['contract'],
  tsig: ['dns'],
  providers: ['dns', 'plan', 'tsig'],
  store: ['dns', 'plan'],
  resolver: ['dns', 'tsig'],
  services: ['auth', 'plan', 'providers', 'store', 'resolver', 'tsig', 'dns', 'contract'],
  nameserver: ['dns', 'tsig'],
  fronts: ['services', 'contract', 'resolver', 'tsig', 'plan', 'dns'],
  http: ['contract', 'services'],
  sdk: ['contract'],
  // Zone files are read and name servers asked where the command runs: neither needs an installation.
  cli: ['sdk', 'contract', 'dns', 'resolver'],
  console: ['sdk'],
}

/** Rooms that a room must not even know the types of. */
const mustNotKnow: Record<string, readonly string[]> = {
  plan: ['providers', 'store', 'services', 'http', 'nameserver', 'cli'],
  contract: ['plan', 'auth', 'providers', 'store', 'services', 'nameserver', 'http', 'sdk', 'cli'],
  auth: ['store', 'http', 'services', 'nameserver', 'providers'],
  providers: ['store', 'http', 'services', 'nameserver', 'cli'],
  store: ['http', 'providers', 'services', 'nameserver', 'cli'],
  tsig: [
    'plan',
    'contract',
    'auth',
    'providers',
    'store',
    'resolver',
    'services',
    'nameserver',
    'fronts',
    'http',
    'cli',
  ],
  resolver: ['plan', 'contract', 'auth', 'providers', 'store', 'services', 'nameserver', 'fronts', 'http', 'cli'],
  services: ['http', 'cli', 'nameserver', 'fronts'],
  nameserver: ['store', 'services', 'http', 'providers', 'fronts', 'cli'],
  fronts: ['store', 'providers', 'http', 'cli'],
  http: ['store', 'providers', 'nameserver', 'fronts', 'cli'],
  sdk: ['services', 'store', 'providers', 'nameserver', 'http', 'auth', 'plan'],
  cli: ['services', 'store', 'providers', 'nameserver', 'http', 'auth', 'plan'],
  console: [
    'dns',
    'plan',
    'auth',
    'tsig',
    'providers',
    'store',
    'resolver',
    'services',
    'nameserver',
    'fronts',
    'http',
    'cli',
  ],
}

/** Rooms that run in a browser too, or stand on nothing: no packages at all, or none of Node's. */
const packagesAllowed: Record<string, (name: string) => boolean> = {
  dns: () => false,
  plan: () => false,
  contract: name => !name.startsWith('node:'),
  sdk: () => false,
  console: name => !name.startsWith('node:'),
}

interface Import {
  from: string
  /** File within `src`, or of the console from the root of the repository, or a package's name. */
  to: string
  local: boolean
  typeOnly: boolean
  line: number
}

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')
const consoleRoot = join(root, 'console')
const api = new API({ cwd: root })
afterAll(() => api.close())
const imports = readImports()

test('no room imports from a room that it may not know', () => {
  expect(imports.filter(isForbidden).map(describeImport)).toEqual([])
})

test('rooms that stand on nothing import no packages', () => {
  const foreign = imports.filter(({ from, to, local }) => !local && packagesAllowed[roomOf(from)]?.(to) === false)
  expect(foreign.map(describeImport)).toEqual([])
})

test('a provider does not reach into the folder of another', () => {
  const reaching = imports.filter(({ from, to, local }) => {
    const [own, other] = [folderInProviders(from), folderInProviders(to)]
    return local && own !== undefined && other !== undefined && own !== other && other !== 'wrappers'
  })
  expect(reaching.map(describeImport)).toEqual([])
})

test('values are not imported in a circle', () => {
  expect(findCircle()).toBeUndefined()
})

test('every file of a room that this table does not know is at the root', () => {
  const rooms = new Set(sourceFiles().map(roomOf))
  expect([...rooms].filter(room => room !== '' && valuesFrom[room] === undefined)).toEqual([])
})

test('the reader of imports sees values, types and re-exports', () => {
  expect(imports.length).toBeGreaterThan(100)
  const seen = imports.filter(({ from }) => from === 'http/app.ts')
  expect(seen.some(({ to, typeOnly }) => to === 'services/deps.ts' && typeOnly)).toBe(true)
  expect(seen.some(({ to, typeOnly }) => to === 'contract/errors.ts' && !typeOnly)).toBe(true)
  expect(imports.some(({ from, to }) => from === 'console/src/main.tsx' && to === 'console/src/app.tsx')).toBe(true)
})

test('the lock file names neither download addresses nor engines', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  expect(lock).not.toMatch(/"resolved"|https?:\/\/registry/)
  expect(lock.match(/"engines"/g)).toBeNull()
})

function isForbidden({ from, to, local, typeOnly }: Import): boolean {
  const [own, other] = [roomOf(from), roomOf(to)]
  if (!local || own === other || own === '') return false
  // What's at the root puts the rooms together; no room looks back at it.
  if (other === '') return true
  if (typeOnly) return mustNotKnow[own]?.includes(other) ?? false
  return !(valuesFrom[own]?.includes(other) ?? false)
}

function folderInProviders(file: string): string | undefined {
  return /^providers\/([^/]+)\//.exec(file)?.[1]
}

function findCircle(): string[] | undefined {
  const edges = Map.groupBy(
    imports.filter(({ local, typeOnly }) => local && !typeOnly),
    ({ from }) => from,
  )
  const done = new Set<string>()
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const { to } of edges.get(file) ?? []) {
      const circle = visit(to, [...path, file])
      if (circle !== undefined) return circle
    }
    done.add(file)
    return undefined
  }
  return sourceFiles()
    .map(file => visit(file, []))
    .find(circle => circle !== undefined)
}

function readImports(): Import[] {
  return [
    ...importsIn(source, join(root, 'tsconfig.json')),
    ...importsIn(consoleRoot, join(consoleRoot, 'tsconfig.json')),
  ]
}

/** Of the project's files, those below a folder. */
function importsIn(folder: string, project: string): Import[] {
  const snapshot = api.updateSnapshot({ openProjects: [project] })
  const program = snapshot.getProjects().find(({ configFileName }) => configFileName === project)?.program
  if (program === undefined) throw new Error(`${project} opens no project`)
  const files = program
    .getSourceFileNames()
    .filter(file => file.startsWith(`${folder}/`) && !/\.test\.tsx?$/.test(file))
  return files.flatMap(file => importsOf(program.getSourceFile(file) as SourceFile, file))
}

/** Files of the rooms by their path within `src`; the console's from the root of the repository. */
function placeOf(file: string): string {
  return relative(file.startsWith(`${source}/`) ? source : root, file)
}

function sourceFiles(): string[] {
  return [...new Set(imports.map(({ from }) => from))]
}

function importsOf(file: SourceFile, path: string): Import[] {
  const found: Import[] = []
  const add = (specifier: Node, typeOnly: boolean) => {
    if (!isStringLiteral(specifier)) throw new Error(`${path} imports something computed`)
    const local = specifier.text.startsWith('.')
    const to = local ? placeOf(join(dirname(path), specifier.text)) : specifier.text
    const line = file.text.slice(0, specifier.pos).split('\n').length
    found.push({ from: placeOf(path), to, local, typeOnly, line })
  }
  const visit = (node: Node): void => {
    if (isImportDeclaration(node)) add(node.moduleSpecifier, importsTypesOnly(node))
    else if (isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly)
    else if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (specifier !== undefined) add(specifier, false)
    }
    node.forEachChild(visit)
  }
  file.forEachChild(visit)
  return found
}

function importsTypesOnly(node: Node): boolean {
  if (!isImportDeclaration(node) || node.importClause === undefined) return false
  const { phaseModifier, namedBindings, name } = node.importClause
  if (phaseModifier === SyntaxKind.TypeKeyword) return true
  if (name !== undefined || namedBindings === undefined || !isNamedImports(namedBindings)) return false
  return namedBindings.elements.length > 0 && namedBindings.elements.every(element => element.isTypeOnly)
}

/** First folder of the path; empty for files at the root of `src`. */
function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/', 1)[0] ?? '') : ''
}

function describeImport({ from, to, line, typeOnly }: Import): string {
  return `${from}:${line} imports ${typeOnly ? 'types of' : 'values of'} ${to}`
}
