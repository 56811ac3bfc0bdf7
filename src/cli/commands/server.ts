import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** Commands for whoever runs an installation. Their settings come from the environment, as those of `serve` do. */
export function serverCommands(program: Command, { io, server }: Cli): void {
  const tell = (lines: readonly string[]) => {
    io.stdout.write(lines.map(line => `${line}\n`).join(''))
  }

  program
    .command('serve')
    .description('run Zoneplane; settings come from the environment')
    .action(() => server.serve())

  program
    .command('backup')
    .description('copy the embedded database, also while Zoneplane runs')
    .argument('<file>', 'a new file')
    .addHelpText('after', backupHelp)
    .action(async (file: string) => tell(await server.backup(file)))

  program
    .command('restore')
    .description('put a backup into an empty data folder')
    .argument('<file>', 'what backup has made')
    .addHelpText('after', '\nNothing is overwritten: where there is a database already, restore refuses.')
    .action(async (file: string) => tell(await server.restore(file)))

  program
    .command('rotate-secret-key')
    .description('seal all secrets under a new key; Zoneplane has to be stopped')
    .addHelpText('after', rotateHelp)
    .action(async () => tell(await server.rotateSecretKey()))
}

const backupHelp = `
The copy is that of one moment, and checked. The secret key isn't in it: keep that apart.
With DATABASE_URL, use pg_dump.

Example:
  ZONEPLANE_DATA_DIR=/var/lib/zoneplane zoneplane backup /backup/zoneplane-$(date +%F).db`

const rotateHelp = `
All or nothing: where it's interrupted, everything opens with the old key, or everything with the new one. With a key of your own
(ZONEPLANE_SECRET_KEY), as with DATABASE_URL, set ZONEPLANE_NEW_SECRET_KEY to the new one first. Sessions end.

Example:
  ZONEPLANE_DATA_DIR=/var/lib/zoneplane zoneplane rotate-secret-key`
