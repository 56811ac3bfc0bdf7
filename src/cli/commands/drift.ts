import type { Command } from 'commander'
import type { DriftedSet } from '../../sdk/index.ts'
import { type Cli, exitCodes } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { changeLines } from '../show-plan.ts'

export function driftCommand(program: Command, cli: Cli): void {
  program
    .command('drift')
    .description('what others have changed at the provider')
    .argument('<zone>', 'its domain or id')
    .option('--unmanaged', 'list sets too that were never written through Zoneplane')
    .addHelpText(
      'after',
      '\nEnds with 0 where the provider has what was written, 2 where it has something else, 1 where something is wrong.',
    )
    .action(action(cli, drift))
}

async function drift(session: Session, text: string, { unmanaged = false }: { unmanaged?: boolean }): Promise<void> {
  const { data, zone } = await findZone(session, text)
  const found = await zone.drift({ unmanaged, limit: 1000 })
  let { nextCursor } = found
  while (nextCursor !== null) {
    const page = await zone.drift({ unmanaged, limit: 1000, cursor: nextCursor })
    found.sets.push(...page.sets)
    nextCursor = page.nextCursor
  }
  const { nextCursor: _, ...report } = found
  session.show(report, () => {
    const { inSync, counts, sets } = report
    const head = inSync ? session.paint('green', 'in sync') : session.paint('yellow', 'drifted')
    const { written, changed, missing, returned } = counts
    return [
      `${data.domainName}: ${head}; ${written} sets written, ${changed} changed, ${missing} missing, ${returned} back, ${counts.unmanaged} never written here`,
      ...sets.flatMap(set => [
        ...changeLines([asChange(set)], session.paint),
        `      ${session.paint('dim', wordsOf(set))}`,
      ]),
    ]
  })
  session.io.exitCode = report.inSync ? exitCodes.ok : exitCodes.differs
}

/** From what was written to what is there. */
function asChange({ name, type, expected, actual }: DriftedSet): Parameters<typeof changeLines>[0][number] {
  const op = expected === null ? 'create' : actual === null ? 'delete' : 'replace'
  return { op, name, type, before: expected, after: actual }
}

function wordsOf({ kind, changeId }: DriftedSet): string {
  return changeId === null ? kind : `${kind} since change set ${changeId}`
}
