import { Command, CommanderError } from 'commander'
import { type Cli, exitCodes } from './cli.ts'
import { applyCommand } from './commands/apply.ts'
import { completionCommand } from './commands/completion.ts'
import { connectionsCommand } from './commands/connections.ts'
import { digCommand } from './commands/dig.ts'
import { domainsCommand } from './commands/domains.ts'
import { driftCommand } from './commands/drift.ts'
import { exportCommand } from './commands/export.ts'
import { historyCommand } from './commands/history.ts'
import { importCommand } from './commands/import.ts'
import { initCommand } from './commands/init.ts'
import { keysCommand } from './commands/keys.ts'
import { loginCommands } from './commands/login.ts'
import { planCommand } from './commands/plan.ts'
import { projectsCommand } from './commands/projects.ts'
import { recordsCommand } from './commands/records.ts'
import { revertCommand } from './commands/revert.ts'
import { serverCommands } from './commands/server.ts'
import { zonesCommand } from './commands/zones.ts'
import { errorData, explain } from './explain.ts'
import { createPaint } from './paint.ts'
import type { GlobalOptions } from './session.ts'

/** Runs one command, and sets the exit code: 0 done, 1 not done, 2 done and there are differences (plan, drift, dig). */
export async function runCli(cli: Cli, words: readonly string[]): Promise<void> {
  const { io } = cli
  quietOnClosedPipe(io.stdout)
  const program = createProgram(cli)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (isClosedPipe(error)) return
    io.exitCode = exitCodes.failed
    if (error instanceof CommanderError) {
      // It has said by itself what is wrong with the words; help and version are no failures.
      io.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.failed
      return
    }
    const { json } = program.opts<GlobalOptions>()
    const text = json ? `${JSON.stringify(errorData(error), null, 2)}\n` : explain(error, createPaint(io, io.stderr))
    io.stderr.write(text)
  }
}

/** All commands, with their arguments and options. */
export function createProgram(cli: Cli): Command {
  const { io } = cli
  const program = new Command('zoneplane')
    .description('DNS zones and records over many providers.')
    .version(cli.version)
    .option('--url <url>', 'where Zoneplane is (ZONEPLANE_URL)')
    .option('--profile <name>', 'whom and where to, as login keeps it (ZONEPLANE_PROFILE)')
    .option('--project <slug>', 'the only one there is unless told (ZONEPLANE_PROJECT)')
    .option('--environment <slug>', 'production unless told (ZONEPLANE_ENVIRONMENT)')
    .option('--json', 'the result as JSON')
    .addHelpText('after', help)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help tells more)')
    .configureOutput({ writeOut: text => io.stdout.write(text), writeErr: text => io.stderr.write(text) })
  for (const add of commands) add(program, cli)
  for (const command of allOf(program)) command.exitOverride().showHelpAfterError('(--help tells more)')
  return program
}

const help = `
ZONEPLANE_TOKEN takes an sk_ key or a session's token in place of a profile. NO_COLOR turns colours off.

First steps:
  zoneplane login http://127.0.0.1:8080
  zoneplane zones create example.com
  zoneplane records set example.com www A 192.0.2.10
  zoneplane history example.com`

/** In the order that help shows them in. */
const commands: readonly ((program: Command, cli: Cli) => void)[] = [
  loginCommands,
  zonesCommand,
  recordsCommand,
  initCommand,
  planCommand,
  applyCommand,
  importCommand,
  exportCommand,
  historyCommand,
  revertCommand,
  driftCommand,
  digCommand,
  connectionsCommand,
  keysCommand,
  domainsCommand,
  projectsCommand,
  serverCommands,
  completionCommand,
]

function allOf(command: Command): Command[] {
  return command.commands.flatMap(inner => [inner, ...allOf(inner)])
}

/** Whoever reads has had enough (`| head`): that is no failure. */
function quietOnClosedPipe(stdout: NodeJS.WriteStream): void {
  stdout.on('error', error => {
    if (!isClosedPipe(error)) throw error
  })
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
