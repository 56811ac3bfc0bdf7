import type { Command } from 'commander'
import { type Cli, CliError } from '../cli.ts'
import { asciiDomain, findZone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { table } from '../table.ts'

export function domainsCommand(program: Command, cli: Cli): void {
  const domains = program
    .command('domains')
    .description('domains that machine keys of the project may reach: list, add, remove')

  domains.command('list').description('those of the project').action(action(cli, list))

  domains
    .command('add')
    .description('open a zone to machine keys')
    .argument('<zone>', 'its domain or id')
    .action(
      action(cli, async (session: Session, text: string) => {
        const { data } = await findZone(session, text)
        const { domains } = await session.project()
        const added = await domains.create({ domain: data.domainName, zoneId: data.id, internalPurchase: true })
        session.show(added, () => [`${session.paint('green', 'added')} ${added.domain}`])
      }),
    )

  domains
    .command('remove')
    .description('close it to machine keys again; zone and records stay')
    .argument('<domain>', 'or its id')
    .action(action(cli, remove))
}

async function list(session: Session): Promise<void> {
  const domains = await (await session.project()).domains.list().all()
  session.show(domains, () => {
    if (domains.length === 0) return ['Machine keys reach no domain yet. Open one with: zoneplane domains add ZONE']
    const rows = domains.map(({ id, domain, zoneId, internalPurchase }) => [
      String(id),
      domain,
      String(zoneId),
      internalPurchase ? 'yes' : 'no',
    ])
    return table(['ID', 'DOMAIN', 'ZONE', 'OPEN'], rows)
  })
}

async function remove(session: Session, text: string): Promise<void> {
  const { domains } = await session.project()
  const found = (await domains.list().all()).find(
    ({ id, domain }) => String(id) === text || domain === asciiDomain(text),
  )
  if (found === undefined)
    throw new CliError(`The project has no domain “${text}”.`, { fix: 'See them with: zoneplane domains list' })
  const removed = await domains.delete(found.id)
  session.show(removed, () => [`${session.paint('green', 'removed')} ${removed.domain}`])
}
