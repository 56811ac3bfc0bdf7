import type { Command } from 'commander'
import type { ChangeSetData } from '../../sdk/index.ts'
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
    .option('--limit <number>', 'how many of the newest', '20')
    .addHelpText('after', '\nExamples:\n  zoneplane history example.com\n  zoneplane history example.com 42')
    .action(
      action(cli, async (session: Session, text: string, id: string | undefined, options: { limit: string }) => {
        if (id === undefined) await list(session, text, options)
        else await show(session, text, id)
        session.hint(`Take a change set back with: zoneplane revert ${text} ${id ?? 'ID'}`)
      }),
    )
}

async function list(session: Session, text: string, { limit }: { limit: string }): Promise<void> {
  if (!/^[1-9]\d{0,4}$/.test(limit)) throw new CliError(`--limit takes a number, not “${limit}”.`)
  const { zone } = await findZone(session, text)
  const found: ChangeSetData[] = []
  for await (const changeSet of zone.changes.list({ limit: Math.min(200, Number(limit)) })) {
    found.push(changeSet)
    if (found.length >= Number(limit)) break
  }
  session.show(found, () =>
    found.length === 0
      ? ['Nothing was written to this zone yet.']
      : table(['ID', 'WHEN', 'WHO', 'WHAT', 'CHANGES', 'STATUS', 'COMMENT'], found.map(rowOf)),
  )
}

function rowOf({ id, createdAt, actor, kind, total, status, comment, revertOf }: ChangeSetData): string[] {
  const what = revertOf === null ? kind : `revert of ${revertOf}`
  return [String(id), createdAt.slice(0, 19).replace('T', ' '), actor.name, what, String(total), status, comment ?? '']
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
