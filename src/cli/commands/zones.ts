import type { Command } from 'commander'
import type { CreateZoneBody, ZoneData, ZoneProvider } from '../../sdk/index.ts'
import { ask, isInteractive, readInput } from '../ask.ts'
import { type Cli, CliError } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { table } from '../table.ts'

interface CreateOptions {
  name?: string
  provider?: ZoneProvider
  comment?: string
  hostedZoneId?: string
  cloudflareTokenStdin?: boolean
}

export function zonesCommand(program: Command, cli: Cli): void {
  const zones = program.command('zones').description('zones: list, get, create, delete')

  zones.command('list').description('all zones of the environment').action(action(cli, list))

  zones
    .command('get')
    .description('one zone, and where it’s served')
    .argument('<zone>', 'its domain or id')
    .action(
      action(cli, async (session: Session, text: string) => {
        const { data } = await findZone(session, text)
        session.show(data, () => zoneLines(data))
      }),
    )

  zones
    .command('create')
    .description('make a zone, or take one up that a provider has')
    .argument('<domain>')
    .option('--name <name>', 'for people; the domain unless told')
    .option('--provider <provider>', 'builtin, route53, cloudflare, powerdns or rfc2136; the project’s own unless told')
    .option('--comment <text>')
    .option('--hosted-zone-id <id>', 'of a zone that the provider has already, with its records')
    .option('--cloudflare-token-stdin', 'read a token for this zone alone from standard input')
    .addHelpText('after', createHelp)
    .action(action(cli, create))

  zones
    .command('delete')
    .description('delete a zone with all its records')
    .argument('<zone>', 'its domain or id')
    .option('--keep-at-provider', 'forget it here, and leave it there as it is')
    .option('--confirm', 'don’t ask')
    .action(action(cli, remove))
}

const createHelp = `
Examples:
  zoneplane zones create example.com
  zoneplane zones create example.com --provider route53 --hosted-zone-id Z0123456789`

async function list(session: Session): Promise<void> {
  const zones = await (await session.environment()).zones.list().all()
  session.show(zones, () => {
    if (zones.length === 0) return ['There is no zone yet. Make one with: zoneplane zones create DOMAIN']
    const rows = zones.map(({ id, domainName, provider, metadata, nameServers }) => [
      String(id),
      domainName,
      provider,
      metadata.dns_active === true ? 'yes' : 'not seen',
      nameServers.join(' '),
    ])
    return table(['ID', 'DOMAIN', 'PROVIDER', 'SERVED', 'NAME SERVERS'], rows)
  })
}

async function create(session: Session, domain: string, options: CreateOptions): Promise<void> {
  const body: CreateZoneBody = {
    name: options.name ?? domain,
    domainName: domain,
    ...(options.provider && { provider: options.provider }),
    ...(options.comment && { comment: options.comment }),
    ...(options.hostedZoneId && { hostedZoneId: options.hostedZoneId }),
    ...(options.cloudflareTokenStdin && { cloudflareApiToken: await readInput(session.io) }),
  }
  const data = await (await session.environment()).zones.create(body)
  session.show(data, () => [
    `${session.paint('green', 'created')} ${data.domainName} at ${data.provider}, zone ${data.id}.`,
    'Have the parent zone delegate it to:',
    ...data.nameServers.map(name => `  ${name}`),
  ])
  session.hint(`Next: zoneplane records set ${data.domainName} www A 192.0.2.10`)
}

async function remove(
  session: Session,
  text: string,
  options: { keepAtProvider?: boolean; confirm?: boolean },
): Promise<void> {
  const { data, zone } = await findZone(session, text)
  if (!options.confirm) await mustConfirm(session, data)
  const deleted = await zone.delete({ keepAtProvider: options.keepAtProvider ?? false })
  session.show(deleted, () => [`${session.paint('green', 'deleted')} ${data.domainName}`])
}

async function mustConfirm({ io }: Session, { domainName }: ZoneData): Promise<void> {
  if (!isInteractive(io))
    throw new CliError(`${domainName} goes with all its records.`, { fix: 'Add --confirm if it’s what you want.' })
  const answer = await ask(io, `${domainName} goes with all its records. Type its name to delete it: `)
  if (answer.toLowerCase().replace(/\.$/, '') !== domainName) throw new CliError('Nothing was deleted.')
}

function zoneLines(zone: ZoneData): string[] {
  const { domainName, id, name, provider, hostedZoneId, comment, metadata, nameServers, createdAt } = zone
  const facts: [string, string][] = [
    ['Domain', domainName],
    ['Id', String(id)],
    ['Name', name],
    ['Provider', `${provider} (${hostedZoneId})`],
    ['Served', metadata.dns_active === true ? 'yes' : 'its verification record has not been seen'],
    ['Name servers', nameServers.join(', ')],
    ['Comment', comment ?? ''],
    ['Created', createdAt],
  ]
  return facts.filter(([, value]) => value !== '').map(([fact, value]) => `${`${fact}:`.padEnd(14)}${value}`)
}
