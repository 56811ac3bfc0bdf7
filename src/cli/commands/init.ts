import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type Cli, CliError } from '../cli.ts'
import { createProgress } from '../progress.ts'
import { action, type Session } from '../session.ts'
import { yamlOf } from '../write-declared.ts'

export function initCommand(program: Command, cli: Cli): void {
  program
    .command('init')
    .description('write a file for each zone there is, for plan and apply to start from')
    .argument('[folder]', 'where to', 'zones')
    .addHelpText(
      'after',
      '\nFiles that are there already stay as they are.\n\nExample:\n  zoneplane init zones && zoneplane plan zones',
    )
    .action(action(cli, init))
}

async function init(session: Session, folder: string): Promise<void> {
  const environment = await session.environment()
  const zones = await environment.zones.list().all()
  if (zones.length === 0)
    throw new CliError('There is no zone yet.', { fix: 'Make one with: zoneplane zones create DOMAIN' })
  mkdirSync(resolve(session.io.cwd(), folder), { recursive: true })
  const progress = createProgress(session.io, 'zones')
  const files: { zone: string; file: string; written: boolean }[] = []
  try {
    for (const [index, { id, domainName }] of zones.entries()) {
      progress.update(index, zones.length)
      const file = join(folder, `${domainName.replaceAll('/', '_')}.yaml`)
      const path = resolve(session.io.cwd(), file)
      const isThere = existsSync(path)
      if (!isThere)
        writeFileSync(path, yamlOf(domainName, await environment.zone(id).records.list().all()), { flag: 'wx' })
      files.push({ zone: domainName, file, written: !isThere })
    }
  } finally {
    progress.end()
  }
  session.show(files, () => [
    ...files.map(({ file, written }) => (written ? `${session.paint('green', 'written')} ${file}` : `kept    ${file}`)),
    `Edit them, look with: zoneplane plan ${folder}, and make it so with: zoneplane apply ${folder}`,
  ])
}
