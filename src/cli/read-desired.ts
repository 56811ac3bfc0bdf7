import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { domainProblems } from '../contract/domain-name.ts'
import { readInput } from './ask.ts'
import { CliError, type Io } from './cli.ts'
import type { DesiredZone, FileProblem } from './desired.ts'
import { readDeclared } from './read-declared.ts'
import { readZoneText } from './read-zone-text.ts'

const declaredEndings: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])
const zoneEndings: ReadonlySet<string> = new Set(['.zone', '.db'])

interface Source {
  /** As the caller named it. */
  path: string
  text: string
}

/**
 * All zones that files and folders describe: YAML and JSON by their endings, everything else as zone files. `-` is standard input.
 * `zone`: whose zone file it is. Throws CliError with everything that is wrong in any of them.
 */
export async function readDesired(io: Io, paths: readonly string[], zone: string | undefined): Promise<DesiredZone[]> {
  const zones: DesiredZone[] = []
  const problems: FileProblem[] = []
  for (const path of paths.flatMap(path => filesAt(io, path))) {
    const read = readSource({ path, text: await textOf(io, path) }, zone)
    problems.push(...read.problems)
    for (const found of read.zones) {
      const other = zones.find(({ domain }) => domain === found.domain)
      if (other === undefined) zones.push(found)
      else problems.push(`${found.place}: ${found.domain} is in ${other.place} too`)
    }
  }
  if (problems.length === 1) throw new CliError(problems[0]!)
  if (problems.length > 0) throw new CliError(`${problems.length} problems`, { details: problems })
  return zones
}

function readSource(
  { path, text }: Source,
  zone: string | undefined,
): { zones: DesiredZone[]; problems: FileProblem[] } {
  if (declaredEndings.has(extname(path)) || (path === '-' && zone === undefined)) return readDeclared(path, text)
  return readZoneText(path, text, zone ?? domainOfFile(path) ?? domainOfText(text) ?? '')
}

/** `example.com.zone`, `example.com.db`, `db.example.com`, `example.com`; undefined for names that are no domain. */
function domainOfFile(path: string): string | undefined {
  const name = basename(path)
  const ending = extname(name)
  const domain = (zoneEndings.has(ending) || ending === '.txt' ? name.slice(0, -ending.length) : name).replace(
    /^db\./,
    '',
  )
  return domainProblems('', domain).length === 0 ? domain : undefined
}

/** Of the `$ORIGIN` that a file begins with. */
function domainOfText(text: string): string | undefined {
  return /^(?:[ \t]*(?:;[^\n]*|\$TTL[^\n]*)?\r?\n)*\$ORIGIN[ \t]+(\S+)/i.exec(text)?.[1]
}

/** Files by name; of a folder those that describe zones, in their order. */
function filesAt(io: Io, path: string): string[] {
  if (path === '-' || !isFolder(io, path)) return [path]
  const endings = new Set([...declaredEndings, ...zoneEndings])
  const files = readdirSync(resolve(io.cwd(), path)).filter(name => endings.has(extname(name)) && !name.startsWith('.'))
  if (files.length > 0) return files.sort().map(name => join(path, name))
  throw new CliError(`There is no file of a zone in ${path}.`, {
    fix: 'Make them of the zones there are with: zoneplane init',
  })
}

function isFolder(io: Io, path: string): boolean {
  try {
    return statSync(resolve(io.cwd(), path)).isDirectory()
  } catch (error) {
    throw new CliError(`${path} can't be read: ${reasonOf(error)}`, { cause: error })
  }
}

export async function textOf(io: Io, path: string): Promise<string> {
  if (path === '-') return readInput(io)
  try {
    return readFileSync(resolve(io.cwd(), path), 'utf8')
  } catch (error) {
    throw new CliError(`${path} can't be read: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
}
