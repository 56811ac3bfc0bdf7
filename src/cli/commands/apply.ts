import type { Command } from 'commander'
import { type ChangeSetData, type SubmittedData, ZoneplaneError } from '../../sdk/index.ts'
import { ask, isInteractive } from '../ask.ts'
import { type Cli, CliError } from '../cli.ts'
import { compareZones, mostChanges, type ZonePlan } from '../compare-zones.ts'
import { createProgress } from '../progress.ts'
import { readDesired } from '../read-desired.ts'
import { action, type Session } from '../session.ts'
import { zoneTextOf } from '../zone-text.ts'
import { exitCodeOf, type PlanOptions, showPlans } from './plan.ts'

interface ApplyOptions extends PlanOptions {
  dryRun?: boolean
  confirm?: boolean
  comment?: string
}

export function applyCommand(program: Command, cli: Cli): void {
  program
    .command('apply')
    .description('make zones what files say')
    .argument('<files...>', 'YAML or JSON files, zone files, folders of them, or - for standard input')
    .option('--zone <domain>', 'whose zone file it is, where its name doesn’t say')
    .option('--dry-run', 'show what would change, as plan does')
    .option('--confirm', 'apply without asking, dangerous plans too')
    .option('--comment <text>', 'for the history')
    .addHelpText('after', help)
    .action(action(cli, apply))
}

const help = `
On a terminal the plan is shown, and applied once you say yes. Elsewhere it's applied at once, unless it's dangerous:
a plan that would lose more than 30 % of a zone needs --confirm.
Each zone is one change set; take it back with: zoneplane revert ZONE ID
What somebody else has changed since the plan was made is not overwritten: then nothing of the zone is changed.

Examples:
  zoneplane apply zones/
  zoneplane apply example.com.yaml --comment "release 42"
  zoneplane apply zones/ --confirm      # in a pipeline that has looked at the plan`

async function apply(session: Session, files: string[], options: ApplyOptions): Promise<void> {
  const plans = await compareZones(session, await readDesired(session.io, files, options.zone))
  if (options.dryRun) {
    showPlans(session, plans)
    session.io.exitCode = exitCodeOf(plans)
    return
  }
  // With --json the result is the one document on standard output.
  showPlans({ ...session, ...(session.options.json && { show: () => {} }) }, plans)
  const open = plans.filter(({ plan }) => plan.changes.length > 0)
  if (open.length > 0) await mayGoOn(session, open, options)
  const applied: { zone: string; changeSet: ChangeSetData | SubmittedData | null }[] = []
  try {
    for (const plan of open) {
      const changeSet = await applyZone(session, plan, options)
      applied.push({ zone: plan.zone.domainName, changeSet })
    }
  } finally {
    // Zones that came before one that failed are done, and stay so.
    session.show(applied, () =>
      applied.flatMap(({ zone, changeSet }) => (changeSet === null ? [] : doneLines(session, zone, changeSet))),
    )
  }
  const failed = applied.filter(({ changeSet }) => changeSet !== null && changeSet.status !== 'applied')
  if (failed.length > 0) {
    throw new CliError('Not everything was applied.', {
      details: failed.flatMap(({ zone, changeSet }) => failuresOf(zone, changeSet)),
      fix: 'See what became of each change with: zoneplane history ZONE ID',
    })
  }
}

/** Of a change set that was sent as a list its outcomes are there, with the provider's own words. */
function failuresOf(zone: string, changeSet: ChangeSetData | SubmittedData | null): string[] {
  const outcomes = changeSet !== null && 'outcomes' in changeSet ? changeSet.outcomes : []
  return outcomes.flatMap(({ name, type, failure }) =>
    failure === null ? [] : [`${zone}: ${name} ${type}: ${failure.message}`],
  )
}

async function mayGoOn(
  { io, options: { json } }: Session,
  plans: readonly ZonePlan[],
  { confirm }: ApplyOptions,
): Promise<void> {
  if (confirm) return
  const dangers = plans.flatMap(({ zone, plan }) => plan.dangers.map(({ message }) => `${zone.domainName}: ${message}`))
  if (isInteractive(io) && !json) {
    const answer = await ask(
      io,
      dangers.length > 0 ? 'This is dangerous. Apply it all the same? [yes/no] ' : 'Apply? [yes/no] ',
    )
    if (answer.toLowerCase() === 'yes' || (answer.toLowerCase() === 'y' && dangers.length === 0)) return
    throw new CliError('Nothing was changed.')
  }
  if (dangers.length === 0) return
  throw new CliError('The plan is dangerous, and nothing was changed.', {
    details: dangers,
    fix: 'Add --confirm if it’s what you want.',
  })
}

/** Whoever has come here has seen the plan with its dangers, and wants it. */
async function applyZone(
  session: Session,
  { zone, desired, wanted }: ZonePlan,
  { comment, confirm }: ApplyOptions,
): Promise<ChangeSetData | SubmittedData | null> {
  const { changes, import: importFile } = (await session.environment()).zone(zone.id)
  const told = comment === undefined ? {} : { comment }
  const isConfirmed = confirm === true || isInteractive(session.io)
  if (wanted.length <= mostChanges) {
    const submitted = changes.submit(wanted, { ...told, confirm: isConfirmed })
    return submitted.catch(error => Promise.reject(changedMeanwhile(zone.domainName, error)))
  }
  const progress = createProgress(session.io, zone.domainName)
  try {
    const { changeSet } = await importFile(zoneTextOf(desired), {
      mode: 'replace',
      confirm: isConfirmed,
      ...told,
      onProgress: ({ done, total }) => progress.update(done, total),
    })
    return changeSet
  } finally {
    progress.end()
  }
}

/** The plan that was looked at doesn't hold any more. */
function changedMeanwhile(domain: string, error: unknown): unknown {
  if (!(error instanceof ZoneplaneError) || error.code !== 'changed_since') return error
  return new CliError(`${domain} was changed by somebody else since the plan was made, and is left as it is.`, {
    details: error.details.map(({ message }) => message),
    fix: `Look again with: zoneplane plan, and who it was with: zoneplane history ${domain}`,
    cause: error,
  })
}

function doneLines({ paint }: Session, zone: string, { id, status, done, total }: ChangeSetData): string[] {
  if (status !== 'applied') return [`${paint('red', status)} ${zone}: ${done} of ${total} changes, change set ${id}`]
  return [`${paint('green', 'applied')} ${zone}: change set ${id}`]
}
