import { createWriteStream } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { type Cli, CliError } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { createProgress } from '../progress.ts'
import { action, type Session } from '../session.ts'
import { declaredSets, yamlOf } from '../write-declared.ts'

interface ExportOptions {
  output?: string
  format?: 'zone' | 'yaml' | 'json'
}

export function exportCommand(program: Command, cli: Cli): void {
  program
    .command('export')
    .description('write a zone as a file')
    .argument('<zone>', 'its domain or id')
    .option('-o, --output <file>', 'in place of standard output')
    .addOption(
      new Option('--format <format>', 'a zone file, or what plan and apply take').choices(['zone', 'yaml', 'json']),
    )
    .addHelpText('after', help)
    .action(action(cli, exportZone))
}

const help = `
Examples:
  zoneplane export example.com -o example.com.zone
  zoneplane export example.com -o example.com.yaml`

async function exportZone(
  session: Session,
  text: string,
  { output, format = formatOf(output) }: ExportOptions,
): Promise<void> {
  const { data, zone } = await findZone(session, text)
  const pieces = format === 'zone' ? (await zone.export()).body : [await declared(format)]
  if (output === undefined) {
    await pipeline(Readable.from(pieces), session.io.stdout, { end: false })
    return
  }
  await writeWhole(session, resolve(session.io.cwd(), output), Readable.from(counted(session, pieces)))
  session.note(`${data.domainName} is in ${output}.`)

  async function declared(format: 'yaml' | 'json'): Promise<string> {
    const sets = await zone.records.list().all()
    if (format === 'yaml') return yamlOf(data.domainName, sets)
    return `${JSON.stringify({ [data.domainName]: declaredSets(data.domainName, sets) }, null, 2)}\n`
  }
}

function formatOf(output: string | undefined): 'zone' | 'yaml' | 'json' {
  if (output === undefined) return 'zone'
  return /\.ya?ml$/.test(output) ? 'yaml' : output.endsWith('.json') ? 'json' : 'zone'
}

async function* counted(
  { io }: Session,
  pieces: AsyncIterable<Uint8Array> | Iterable<string>,
): AsyncGenerator<Uint8Array | string> {
  const progress = createProgress(io, 'bytes')
  let done = 0
  try {
    for await (const piece of pieces) {
      yield piece
      done += piece.length
      progress.update(done)
    }
  } finally {
    progress.end()
  }
}

/** A file that was there stays as it was until the new one is whole. */
async function writeWhole(_: Session, file: string, text: Readable): Promise<void> {
  const draft = `${file}.part`
  try {
    await writeFile(draft, '')
    await pipeline(text, createWriteStream(draft))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw new CliError(`${file} can't be written: ${(error as Error).message}`, { cause: error })
  }
}
