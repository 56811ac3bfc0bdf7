import type { Command } from 'commander'
import type { ApiKeyData, Grants, MachineKeyBody, MachineKeyData } from '../../sdk/index.ts'
import { type Cli, CliError } from '../cli.ts'
import { action, type Session } from '../session.ts'
import { table } from '../table.ts'

interface CreateOptions {
  machine?: boolean
  expires?: string
  zone: string[]
  type: string[]
  record: string[]
  network: string[]
  readOnly?: boolean
  tsig?: boolean
}

export function keysCommand(program: Command, cli: Cli): void {
  const keys = program
    .command('keys')
    .description('API keys (sk_) of your account, and machine keys (rk_) of the project: list, create, delete')

  keys.command('list').description('your keys, and the project’s').action(action(cli, list))

  keys
    .command('create')
    .description('make a key, and show it once')
    .argument('<name>', 'for people')
    .option('--machine', 'for the machine API: it belongs to the project')
    .option('--expires <time>', 'as 2030-01-31T12:00:00Z, or in days as 90d')
    .option('--zone <domain>', 'machine keys: in this zone only; may be repeated', collect, [])
    .option('--type <type>', 'machine keys: of this record type only; may be repeated', collect, [])
    .option(
      '--record <pattern>',
      'machine keys: at these names only, * for any characters; may be repeated',
      collect,
      [],
    )
    .option('--network <network>', 'machine keys: from there only; may be repeated', collect, [])
    .option('--read-only', 'machine keys: read and not write')
    .option('--tsig', 'machine keys: with a TSIG key for DNS UPDATE')
    .addHelpText('after', createHelp)
    .action(action(cli, create))

  keys
    .command('delete')
    .description('revoke a key')
    .argument('<id>')
    .option('--machine', 'one of the machine keys')
    .action(action(cli, remove))
}

const createHelp = `
Examples:
  zoneplane keys create ci --expires 90d
  zoneplane keys create certbot --machine --zone example.com --type TXT --record "_acme-challenge*"`

function collect(value: string, others: string[]): string[] {
  return [...others, value]
}

async function list(session: Session): Promise<void> {
  const apiKeys = await session.client.apiKeys.list().all()
  const machineKeys = await (await session.project()).machineKeys.list().all()
  session.show({ apiKeys, machineKeys }, () => {
    const rows = [...apiKeys.map(apiKeyRow), ...machineKeys.map(machineKeyRow)]
    return rows.length === 0
      ? ['There is no key yet.']
      : table(['ID', 'KIND', 'NAME', 'KEY', 'EXPIRES', 'LAST USED', 'MAY'], rows)
  })
}

function apiKeyRow({ id, name, prefix, expiresAt, lastUsedAt }: ApiKeyData): string[] {
  return [String(id), 'api', name, `${prefix}…`, day(expiresAt), day(lastUsedAt), 'all that you may']
}

function machineKeyRow({ id, name, accessKey, expiresAt, lastUsedAt, grants }: MachineKeyData): string[] {
  return [String(id), 'machine', name, `${accessKey}…`, day(expiresAt), day(lastUsedAt), wordsOf(grants)]
}

const day = (time: string | null) => time?.slice(0, 10) ?? 'never'

function wordsOf(grants: Grants | null): string {
  if (grants === null) return 'everything in the project’s domains'
  const { readOnly, types, names, zones, networks } = grants
  const parts = [
    readOnly === true ? 'read' : 'write',
    types?.join(', ') ?? '',
    names === undefined ? '' : `at ${names.join(', ')}`,
    zones === undefined ? '' : `in ${zones.join(', ')}`,
    networks === undefined ? '' : `from ${networks.join(', ')}`,
  ]
  return parts.filter(part => part !== '').join(' ')
}

async function create(session: Session, name: string, options: CreateOptions): Promise<void> {
  const expiresAt = options.expires === undefined ? {} : { expiresAt: timeOf(options.expires) }
  const grants = grantsOf(options)
  if (!options.machine) {
    if (grants !== undefined || options.tsig)
      throw new CliError('Only machine keys can be narrowed.', { fix: 'Add --machine.' })
    const made = await session.client.apiKeys.create({ name, ...expiresAt })
    session.show(made, () => [made.key])
  } else {
    const body: MachineKeyBody = { name, ...expiresAt, ...(grants && { grants }), ...(options.tsig && { tsig: {} }) }
    const made = await (await session.project()).machineKeys.create(body)
    session.show(made, () => [
      made.key,
      ...(made.tsig === null ? [] : [`${made.tsig.algorithm}:${made.tsig.name}:${made.tsig.secret}`]),
    ])
  }
  session.note('It is not shown again.')
}

function grantsOf({ zone, type, record, network, readOnly }: CreateOptions): Grants | undefined {
  const grants: Grants = {
    ...(zone.length > 0 && { zones: zone }),
    ...(type.length > 0 && { types: type }),
    ...(record.length > 0 && { names: record }),
    ...(network.length > 0 && { networks: network }),
    ...(readOnly && { readOnly }),
  }
  return Object.keys(grants).length === 0 ? undefined : grants
}

function timeOf(text: string): string {
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? []
  return days === undefined ? text : new Date(Date.now() + Number(days) * 86_400_000).toISOString()
}

async function remove(session: Session, id: string, { machine }: { machine?: boolean }): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(id))
    throw new CliError(`“${id}” is not the id of a key.`, { fix: 'See them with: zoneplane keys list' })
  const deleted = machine
    ? await (await session.project()).machineKeys.delete(Number(id))
    : await session.client.apiKeys.delete(Number(id))
  session.show(deleted, () => [`${session.paint('green', 'revoked')} ${deleted.name}`])
}
