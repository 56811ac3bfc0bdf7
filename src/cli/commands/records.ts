import type { Command } from 'commander'
import type { RecordSet, WantedChange } from '../../sdk/index.ts'
import { type Cli, CliError } from '../cli.ts'
import { findZone, type Zone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { changeLines, contentsOf, factsOf } from '../show-plan.ts'
import { table } from '../table.ts'

interface WriteOptions {
  ttl?: string
  proxied?: boolean
  wait?: boolean
  comment?: string
}

export function recordsCommand(program: Command, cli: Cli): void {
  const records = program.command('records').description('record sets of a zone: list, set, add, remove')

  records
    .command('list')
    .description('the sets of a zone')
    .argument('<zone>', 'its domain or id')
    .argument('[name]', '@, a relative name, or a full one')
    .argument('[type]')
    .addHelpText(
      'after',
      '\nExamples:\n  zoneplane records list example.com\n  zoneplane records list example.com www A',
    )
    .action(action(cli, list))

  writing(records, 'set', 'make a set exactly these values', setHelp).action(action(cli, set))
  writing(records, 'add', 'add values to a set; the others stay', addHelp).action(action(cli, add))

  records
    .command('remove')
    .description('take values out of a set; without values, delete the set')
    .argument('<zone>', 'its domain or id')
    .argument('<name>', '@, a relative name, or a full one')
    .argument('<type>')
    .argument('[values...]')
    .option('--comment <text>', 'for the history')
    .option('--wait', 'until all of the provider’s name servers have it')
    .addHelpText('after', removeHelp)
    .action(action(cli, remove))
}

const setHelp = `
Examples:
  zoneplane records set example.com www A 192.0.2.10 192.0.2.11 --ttl 60
  zoneplane records set example.com @ MX "10 mail.example.com"
  zoneplane records set example.com @ TXT "v=spf1 -all"`
const addHelp = `
Two that add at once both get theirs in.

Example:
  zoneplane records add example.com _acme-challenge TXT "$TOKEN" --ttl 60`
const removeHelp = `
Examples:
  zoneplane records remove example.com www A 192.0.2.11
  zoneplane records remove example.com old CNAME`

function writing(records: Command, verb: string, description: string, help: string): Command {
  return records
    .command(verb)
    .description(description)
    .argument('<zone>', 'its domain or id')
    .argument('<name>', '@, a relative name, or a full one')
    .argument('<type>')
    .argument('<values...>', 'in presentation form; TXT as plain text')
    .option('--ttl <seconds>', 'as it is, and 300 for a new set, unless told')
    .option('--proxied', 'through the provider’s proxies (Cloudflare)')
    .option('--comment <text>', 'for the history')
    .option('--wait', 'until all of the provider’s name servers have it')
    .addHelpText('after', help)
}

async function list(session: Session, text: string, name?: string, type?: string): Promise<void> {
  const { zone } = await findZone(session, text)
  const sets = await zone.records
    .list({ ...(name !== undefined && { name }), ...(type !== undefined && { type }) })
    .all()
  session.show(sets, () =>
    sets.length === 0 ? ['No such record sets.'] : table(['NAME', 'TYPE', 'TTL', 'VALUE'], sets.flatMap(rowsOf)),
  )
}

/** Of a set with several values the name stands once. */
function rowsOf(set: RecordSet): string[][] {
  const [ttl = '', ...facts] = factsOf({ ...set, ttl: set.ttl ?? 0 })
  return contentsOf(set).map((value, index) => {
    const shown = facts.length > 0 ? `${value}  (${facts.join(', ')})` : value
    return index === 0 ? [set.name, set.type, set.ttl === undefined ? '-' : ttl, shown] : ['', '', '', shown]
  })
}

async function set(
  session: Session,
  text: string,
  name: string,
  type: string,
  values: string[],
  options: WriteOptions,
): Promise<void> {
  const { zone } = await findZone(session, text)
  const ttl = await ttlOf(zone, { name, type }, options)
  const proxied = options.proxied === undefined ? {} : { proxied: options.proxied }
  await submit(session, { zone, text }, { action: 'upsert', name, type, values, ...ttl, ...proxied }, options)
}

async function add(
  session: Session,
  text: string,
  name: string,
  type: string,
  values: string[],
  options: WriteOptions,
): Promise<void> {
  const { zone } = await findZone(session, text)
  const ttl = await ttlOf(zone, { name, type }, options)
  await submit(session, { zone, text }, { action: 'add', name, type, values, ...ttl }, options)
}

async function remove(
  session: Session,
  text: string,
  name: string,
  type: string,
  values: string[],
  options: WriteOptions,
): Promise<void> {
  const { zone } = await findZone(session, text)
  const change: WantedChange =
    values.length === 0 ? { action: 'delete', name, type } : { action: 'remove', name, type, values }
  await submit(session, { zone, text }, change, options)
}

/** A write says the TTL of the whole set: without one being told it stays as it is. */
async function ttlOf(
  zone: Zone,
  { name, type }: { name: string; type: string },
  { ttl }: WriteOptions,
): Promise<{ ttl?: number }> {
  if (ttl !== undefined) {
    if (/^\d{1,10}$/.test(ttl)) return { ttl: Number(ttl) }
    throw new CliError(`--ttl takes seconds, not “${ttl}”.`)
  }
  const [there] = await zone.records.list({ name, type }).all()
  return there?.ttl === undefined || there.variant !== undefined ? {} : { ttl: there.ttl }
}

async function submit(
  session: Session,
  { zone, text }: { zone: Zone; text: string },
  change: WantedChange,
  { comment, wait }: WriteOptions,
): Promise<void> {
  const made = await zone.changes.submit([change], {
    confirm: true,
    ...(comment && { comment }),
    ...(wait && { wait: 'insync' }),
  })
  const [outcome] = made.outcomes
  if (outcome?.failure) throw new CliError(outcome.failure.message)
  session.show(made, () => {
    if (outcome === undefined || outcome.status === 'unchanged') return ['Nothing to change: it is so already.']
    const { name, type, before, after } = outcome
    const op = before === null ? 'create' : after === null ? 'delete' : 'replace'
    return [
      ...changeLines([{ op, name, type, before, after }], session.paint),
      `${session.paint('green', 'applied')} as change set ${made.id}`,
      ...(made.inSync === false ? ['Not all name servers are known to have it yet.'] : []),
    ]
  })
  if (outcome?.status === 'applied') session.hint(`Take it back with: zoneplane revert ${text} ${made.id}`)
}
