import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CliError, type Io } from './cli.ts'

/** Questions go to standard error, so that they are seen where standard output is a file. */
export async function ask(io: Io, question: string): Promise<string> {
  mustBeTerminal(io, question)
  const lines = createInterface({ input: io.stdin, output: io.stderr, terminal: true })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}

/** What is typed is not shown. */
export async function askSecret(io: Io, question: string): Promise<string> {
  mustBeTerminal(io, question)
  const nowhere = new Writable({ write: (_, __, done) => done() })
  // The terminal shows nothing any more from here on: only now somebody may be asked to type.
  const lines = createInterface({ input: io.stdin, output: nowhere, terminal: true })
  io.stderr.write(question)
  try {
    return await lines.question('')
  } finally {
    lines.close()
    io.stderr.write('\n')
  }
}

/** Everything on standard input, without the line end behind it. */
export async function readInput({ stdin }: Io): Promise<string> {
  return (await text(stdin)).replace(/\r?\n$/, '')
}

export function isInteractive({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

function mustBeTerminal(io: Io, question: string): void {
  if (isInteractive(io)) return
  throw new CliError(`“${question.replace(/[:?\s]+$/, '')}” can be asked on a terminal only.`, {
    fix: 'Give it as an option; --help of the command lists them.',
  })
}
