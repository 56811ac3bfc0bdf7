import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { changeLines } from '../show-plan.ts'
import { changeSetId } from './history.ts'

interface RevertOptions {
  dryRun?: boolean
  confirm?: boolean
  comment?: string
}

export function revertCommand(program: Command, cli: Cli): void {
  program
    .command('revert')
    .description('take a change set back')
    .argument('<zone>', 'its domain or id')
    .argument('<id>', 'of the change set; history shows it')
    .option('--dry-run', 'show what would change')
    .option('--confirm', 'though it’s dangerous')
    .option('--comment <text>', 'for the history')
    .addHelpText('after', '\nExample:\n  zoneplane revert example.com 42 --comment "release 42 was a mistake"')
    .action(action(cli, revert))
}

async function revert(session: Session, text: string, id: string, options: RevertOptions): Promise<void> {
  const { zone } = await findZone(session, text)
  if (options.dryRun) {
    const plan = await zone.changes.planRevert(changeSetId(id))
    session.show(plan, () => [
      ...changeLines(plan.changes, session.paint),
      ...[...plan.problems, ...plan.dangers].map(({ message }) => session.paint('red', `  ${message}`)),
    ])
    return
  }
  const { confirm, comment } = options
  const made = await zone.changes.revert(changeSetId(id), { ...(confirm && { confirm }), ...(comment && { comment }) })
  session.show(made, () => [
    ...changeLines(made.outcomes, session.paint),
    `${session.paint(made.status === 'applied' ? 'green' : 'red', made.status)} as change set ${made.id}`,
  ])
}
