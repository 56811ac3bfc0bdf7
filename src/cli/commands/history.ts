import type { Command } from 'commander'
import type { ListedChangeSet } from '../../sdk/index.ts'
import { type Cli, CliError } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { changeLines } from '../show-plan.ts'
import { table } from '../table.ts'

export function historyCommand(program: Command, cli: Cli): void {
  program
    .command('history')
    .description('who changed a zone; with an id, what a change set changed')
    .argument('<zone>', 'its domain or id')
    .argument('[id]', 'of a change set')
    .option('--name <name>', 'only what was written at this name')
    .option('--type <type>', 'only what was written to sets of this type')
    .option('--limit <number>', 'how many of the newest', '20')
    .addHelpText(
      'after',
      '\nExamples:\n  zoneplane history example.com\n  zoneplane history example.com --name www --type A\n  zoneplane history example.com 42',
    )
    .action(
      action(cli, async (session: Session, text: string, id: string | undefined, options: Listing) => {
        if (id === undefined) await list(session, text, options)
        else await show(session, text, id)
        session.hint(`Take a change set back with: zoneplane revert ${text} ${id ?? 'ID'}`)
      }),
    )
}

interface Listing {
  limit: string
  name?: string
  type?: string
}

async function list(session: Session, text: string, { limit, ...filter }: Listing): Promise<void> {
  if (!/^[1-9]\d{0,4}$/.test(limit)) throw new CliError(`--limit takes a number, not “${limit}”.`)
  const { zone } = await findZone(session, text)
  const found: ListedChangeSet[] = []
  for await (const changeSet of zone.changes.list({ ...filter, limit: Math.min(200, Number(limit)) })) {
    found.push(changeSet)
    if (found.length >= Number(limit)) break
  }
  session.show(found, () =>
    found.length === 0
      ? ['Nothing was written to this zone yet.']
      : table(['ID', 'WHEN', 'WHO', 'WHAT', 'STATUS', 'COMMENT'], found.map(rowOf)),
  )
}

function rowOf(changeSet: ListedChangeSet): string[] {
  const { id, createdAt, actor, status, comment } = changeSet
  return [String(id), createdAt.slice(0, 19).replace('T', ' '), actor.name, whatOf(changeSet), status, comment ?? '']
}

const verbs = { create: '+', replace: '~', delete: '-' } as const

/** `~ www.example.com A, + api.example.com A and 3 more`; how it came about where that isn't a plain write. */
function whatOf({ kind, revertOf, total, firstChanges }: ListedChangeSet): string {
  const origin = revertOf !== null ? `revert of ${revertOf}: ` : kind === 'import' ? 'import: ' : ''
  const [first, second] = firstChanges.map(({ op, name, type }) => `${verbs[op]} ${name} ${type}`)
  const shown = [first, second].filter(text => text !== undefined)
  const others = total - shown.length
  if (shown.length === 0) return `${origin}${total} ${total === 1 ? 'change' : 'changes'}`
  return `${origin}${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`
}

async function show(session: Session, text: string, id: string): Promise<void> {
  const { zone } = await findZone(session, text)
  const { changeSet } = await zone.changes.get({ id: changeSetId(id), limit: 1 })
  const changes = await zone.changes.changesOf(changeSet.id).all()
  session.show({ ...changeSet, changes }, () => {
    const { actor, address, createdAt, status, comment, problems, requestId } = changeSet
    return [
      `Change set ${changeSet.id}: ${status}${comment === null ? '' : `, “${comment}”`}`,
      `By ${actor.name} (${actor.kind})${address === null ? '' : ` from ${address}`} at ${createdAt}, request ${requestId}`,
      ...changeLines(changes, session.paint),
      ...changes.flatMap(({ name, type, failure }) =>
        failure === null ? [] : [session.paint('red', `  ${name} ${type}: ${failure.message}`)],
      ),
      ...problems.map(({ path, message }) => session.paint('red', `  ${path === '' ? '' : `${path}: `}${message}`)),
    ]
  })
}

export function changeSetId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new CliError(`“${text}” is not the id of a change set.`, { fix: 'See them with: zoneplane history ZONE' })
}
