import type { Command } from 'commander'
import { parse } from 'yaml'
import type { ConnectionBody, ConnectionData, ProviderField } from '../../sdk/index.ts'
import { ask, askSecret, isInteractive } from '../ask.ts'
import { type Cli, CliError, type Io } from '../cli.ts'
import { textOf } from '../read-desired.ts'
import { action, type Session } from '../session.ts'
import { table } from '../table.ts'

interface CreateOptions {
  name?: string
  credentials?: string
  set: string[]
  workspace?: string
  attach: boolean
}

export function connectionsCommand(program: Command, cli: Cli): void {
  const connections = program
    .command('connections')
    .description('credentials for accounts at providers: list, create, test, delete')

  connections
    .command('list')
    .description('those of the workspace, and whether they work')
    .option('--workspace <slug>', 'the project’s own unless told')
    .action(action(cli, list))

  connections
    .command('create')
    .description('connect an account, and let the project use it')
    .argument('<provider>', 'aws, cloudflare, powerdns, rfc2136 or builtin')
    .option('--name <name>', 'for people')
    .option('--credentials <file>', 'a JSON or YAML file with them, or - for standard input')
    .option('--set <name=value>', 'one of them, as text; name:=value as JSON; may be repeated', collect, [])
    .option('--workspace <slug>', 'the project’s own unless told')
    .option('--no-attach', 'leave the project as it is')
    .addHelpText('after', createHelp)
    .action(action(cli, create))

  connections
    .command('test')
    .description('try the credentials again')
    .argument('<id>')
    .option('--workspace <slug>', 'the project’s own unless told')
    .action(
      action(cli, async (session: Session, id: string, options: { workspace?: string }) => {
        showOne(session, await (await ofWorkspace(session, options)).test(idOf(id)))
      }),
    )

  connections
    .command('delete')
    .description('delete a connection that no zone is bound through')
    .argument('<id>')
    .option('--workspace <slug>', 'the project’s own unless told')
    .action(action(cli, remove))
}

const createHelp = `
What a provider needs is asked for on a terminal, and secrets aren't shown. Elsewhere give them as a file or on standard
input, so that they don't stand in the list of processes.

Examples:
  zoneplane connections create cloudflare
  vault read -format=json -field=data secret/dns | zoneplane connections create aws --credentials -
  zoneplane connections create builtin`

function collect(value: string, others: string[]): string[] {
  return [...others, value]
}

async function ofWorkspace(session: Session, { workspace }: { workspace?: string }) {
  const slug = workspace ?? (await (await session.project()).get()).workspace.slug
  return session.client.workspace(slug).connections
}

async function list(session: Session, options: { workspace?: string }): Promise<void> {
  const connections = await (await ofWorkspace(session, options)).list().all()
  session.show(connections, () => {
    if (connections.length === 0)
      return ['There is no connection yet. Make one with: zoneplane connections create PROVIDER']
    const rows = connections.map(({ id, name, provider, status, statusDetail }) => [
      String(id),
      name,
      provider,
      status,
      statusDetail ?? '',
    ])
    return table(['ID', 'NAME', 'PROVIDER', 'STATUS', 'WHY'], rows)
  })
}

async function create(session: Session, provider: string, options: CreateOptions): Promise<void> {
  const connections = await ofWorkspace(session, options)
  const credentials = await credentialsOf(session, provider, options)
  // Which providers there are is the server's to say.
  const body = { name: options.name ?? provider, provider, credentials } as ConnectionBody
  const made = await connections.create(body)
  if (options.attach) await (await session.project()).connections.attach(made.id)
  showOne(session, made)
}

async function credentialsOf(session: Session, provider: string, options: CreateOptions): Promise<Credentials> {
  const { credentials, set } = options
  const { io } = session
  const given: Credentials = credentials === undefined ? {} : readObject(await textOf(io, credentials))
  for (const assignment of set) assign(given, assignment)
  if (credentials !== undefined || set.length > 0 || !isInteractive(io)) return given
  const kind = (await session.client.providers.list().all()).find(known => known.provider === provider)
  return kind === undefined ? given : askFor(io, kind.fields)
}

type Credentials = Record<string, unknown>

/** Everything that a provider can't do without; the rest is for files. */
async function askFor(io: Io, fields: readonly ProviderField[], group = ''): Promise<Credentials> {
  const given: Credentials = {}
  for (const { name, label, required, secret, form, fields: inner = [], choices } of fields) {
    if (!required) continue
    if (form === 'group') {
      given[name] = await askFor(io, inner, `${label}, `)
      continue
    }
    const question = `${group}${label}${choices === undefined ? '' : ` (${choices.join(', ')})`}: `
    const typed = secret ? await askSecret(io, question) : await ask(io, question)
    given[name] = converted[form](typed)
  }
  return given
}

const converted: Readonly<Record<Exclude<ProviderField['form'], 'group'>, (typed: string) => unknown>> = {
  text: typed => typed,
  number: typed => Number(typed),
  boolean: typed => /^(?:y|yes|true)$/i.test(typed),
  list: typed => typed.split(/[\s,]+/).filter(word => word !== ''),
}

function readObject(text: string): Credentials {
  const read: unknown = parse(text)
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Credentials
  throw new CliError('The credentials should be an object: fields with their values.')
}

/** `tsig.name=key.example` is a field of a group. */
function assign(given: Credentials, assignment: string): void {
  const [, path = '', isJson, text = ''] = /^([\w.]+)(:?)=([\s\S]*)$/.exec(assignment) ?? []
  const fields = path.split('.')
  const last = fields.pop() ?? ''
  if (last === '') throw new CliError(`--set takes name=value, not “${assignment}”.`)
  let group = given
  for (const field of fields) {
    group[field] ??= {}
    group = group[field] as Credentials
  }
  group[last] = isJson ? JSON.parse(text) : text
}

async function remove(session: Session, id: string, options: { workspace?: string }): Promise<void> {
  const deleted = await (await ofWorkspace(session, options)).delete(idOf(id))
  session.show(deleted, () => [`${session.paint('green', 'deleted')} ${deleted.name}`])
}

function showOne(session: Session, connection: ConnectionData): void {
  const { id, name, provider, status, statusDetail, problems = [] } = connection
  session.show(connection, () => [
    `${session.paint(status === 'connected' ? 'green' : 'red', status)} ${name} (${provider}), connection ${id}`,
    ...(statusDetail === null ? [] : [`  ${statusDetail}`]),
    ...problems.map(({ path, message }) => `  - ${path}: ${message}`),
  ])
  if (status === 'failed')
    throw new CliError('The provider doesn’t take these credentials.', {
      fix: `Mend them, and try again with: zoneplane connections test ${id}`,
    })
}

function idOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new CliError(`“${text}” is not the id of a connection.`, { fix: 'See them with: zoneplane connections list' })
}
