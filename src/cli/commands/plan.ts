import type { Command } from 'commander'
import { type Cli, CliError, exitCodes } from '../cli.ts'
import { compareZones, type ZonePlan } from '../compare-zones.ts'
import { readDesired } from '../read-desired.ts'
import { action, type Session } from '../session.ts'
import { changeLines, summaryOf } from '../show-plan.ts'

export interface PlanOptions {
  zone?: string
}

export function planCommand(program: Command, cli: Cli): void {
  program
    .command('plan')
    .description('show what a file would change; changes nothing')
    .argument('<files...>', 'YAML or JSON files, zone files, folders of them, or - for standard input')
    .option('--zone <domain>', 'whose zone file it is, where its name doesn’t say')
    .addHelpText('after', planHelp)
    .action(
      action(cli, async (session: Session, files: string[], options: PlanOptions) => {
        const plans = await compareZones(session, await readDesired(session.io, files, options.zone))
        showPlans(session, plans)
        session.io.exitCode = exitCodeOf(plans)
      }),
    )
}

const planHelp = `
Each zone in the files is described whole: what a file doesn't have is deleted.
Ends with 0 where nothing would change, 2 where something would, 1 where something is wrong.

Examples:
  zoneplane plan zones/
  zoneplane plan example.com.yaml other.example.yaml
  zoneplane plan example.com.zone
  zoneplane plan db.main --zone example.com`

/** Tells of every zone, and throws CliError where a plan would be refused. */
export function showPlans(session: Session, plans: readonly ZonePlan[]): void {
  session.show(plans.map(planJson), () => plans.flatMap(plan => planLines(session, plan)))
  const refused = plans.flatMap(({ desired, plan, wanted }) =>
    plan.problems.map(({ path, message }) => `${desired.place}: ${readable(path, wanted)}${message}`),
  )
  if (refused.length === 0) return
  const isMoved = plans.some(({ plan }) => plan.problems.some(({ code }) => code === 'changed_since'))
  throw new CliError('This can’t be applied.', {
    details: refused,
    ...(isMoved && { fix: 'Somebody has changed the zone just now: repeat the command.' }),
  })
}

export function exitCodeOf(plans: readonly ZonePlan[]): number {
  return plans.some(({ plan }) => plan.changes.length > 0) ? exitCodes.differs : exitCodes.ok
}

function planLines({ paint }: Session, { zone, unchanged, plan }: ZonePlan): string[] {
  const { domainName, provider } = zone
  const head = `${paint('bold', domainName)} ${paint('dim', `(${provider})`)}: ${summaryOf(plan.changes, unchanged)}`
  const dangers = plan.dangers.map(({ message }) => `${paint('red', '  danger:')} ${message}`)
  return [head, ...changeLines(plan.changes, paint), ...dangers]
}

function planJson({ zone, unchanged, plan }: ZonePlan): unknown {
  return { zone: zone.domainName, zoneId: zone.id, unchanged, ...plan }
}

/** `changes[3].values[0]` is `www.example.com A values[0]: ` to whoever wrote the file. */
function readable(path: string, wanted: ZonePlan['wanted']): string {
  const [, index, rest = ''] = /^changes\[(\d+)\]\.?(.*)$/.exec(path) ?? []
  const change = index === undefined ? undefined : wanted[Number(index)]
  if (change === undefined) return path === '' ? '' : `${path}: `
  return `${[change.name, change.type, rest].join(' ').trim()}: `
}
