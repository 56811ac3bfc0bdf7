import { createReadStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ImportPlan } from '../../sdk/index.ts'
import { type Cli, CliError, exitCodes } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { count, createProgress } from '../progress.ts'
import { textOf } from '../read-desired.ts'
import { action, type Session } from '../session.ts'
import { changeLines } from '../show-plan.ts'

interface ImportOptions {
  replace?: boolean
  dryRun?: boolean
  confirm?: boolean
  comment?: string
}

export function importCommand(program: Command, cli: Cli): void {
  program
    .command('import')
    .description('bring a zone file into a zone')
    .argument('<zone>', 'its domain or id')
    .argument('<file>', 'a zone file, or - for standard input')
    .option('--replace', 'delete sets that aren’t in the file; without it they stay')
    .option('--dry-run', 'show what would change')
    .option('--confirm', 'though it’s dangerous')
    .option('--comment <text>', 'for the history')
    .addHelpText('after', help)
    .action(action(cli, importFile))
}

const help = `
Examples:
  zoneplane import example.com example.com.zone --dry-run
  dig @old.example.net example.com AXFR | zoneplane import example.com -`

async function importFile(session: Session, text: string, file: string, options: ImportOptions): Promise<void> {
  const { data, zone } = await findZone(session, text)
  const mode = options.replace ? 'replace' : 'merge'
  const body = await bodyOf(session, file)
  if (options.dryRun) {
    const plan = await zone.planImport(body, { mode })
    session.show(plan, () => planLines(session, plan))
    session.io.exitCode =
      plan.counts.create + plan.counts.replace + plan.counts.delete > 0 ? exitCodes.differs : exitCodes.ok
    return
  }
  const { confirm, comment } = options
  const progress = createProgress(session.io, data.domainName)
  const imported = await zone
    .import(body, {
      mode,
      ...(confirm && { confirm }),
      ...(comment && { comment }),
      onProgress: ({ done, total }) => progress.update(done, total),
    })
    .finally(progress.end)
  const { changeSet, counts } = imported
  session.show(imported, () => [
    countsOf(counts),
    changeSet === null ? 'Nothing to change.' : `${changeSet.status} as change set ${changeSet.id}`,
  ])
  if (changeSet !== null && changeSet.status !== 'applied') {
    throw new CliError('Not everything was imported.', {
      details: changeSet.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
      fix: 'Import the same file again: it goes on with what is left.',
    })
  }
}

/** Read whole, so that it can be sent again; files of more than 32 MiB are read as they go. */
async function bodyOf({ io }: Session, file: string) {
  if (file === '-' || sizeOf(resolve(io.cwd(), file)) <= 32 * 1024 * 1024) return textOf(io, file)
  const stream = createReadStream(resolve(io.cwd(), file))
  return ReadableStream.from<Uint8Array<ArrayBuffer>>(stream)
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    // Reading it says what is wrong.
    return 0
  }
}

function planLines(
  { paint }: Session,
  { counts, changes, warnings, warningCount, problems, dangers }: ImportPlan,
): string[] {
  const total = counts.create + counts.replace + counts.delete
  return [
    countsOf(counts),
    ...changeLines(changes, paint),
    ...(total > changes.length ? [`  … and ${count(total - changes.length)} more`] : []),
    ...warnings.slice(0, 20).map(({ line, message }) => `${paint('yellow', 'warning:')} line ${line}: ${message}`),
    ...(warningCount > 20 ? [`  … and ${count(warningCount - 20)} more warnings`] : []),
    ...problems.map(({ path, message }) => `${paint('red', 'problem:')} ${path}: ${message}`),
    ...dangers.map(({ message }) => `${paint('red', 'danger:')} ${message}`),
  ]
}

function countsOf({ create, replace, delete: gone, unchanged, kept }: ImportPlan['counts']): string {
  return `${count(create)} to create, ${count(replace)} to change, ${count(gone)} to delete, ${count(unchanged)} unchanged, ${count(kept)} kept`
}
