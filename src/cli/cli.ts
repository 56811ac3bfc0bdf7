/** What the commands of one process stand on: everything outside of them comes in through here. */
export interface Cli {
  io: Io
  version: string
  server: ServerCommands
}

export type Io = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr' | 'cwd' | 'exitCode'>

/** Commands that work on an installation itself and not through its API. What they tell is for people, line by line. */
export interface ServerCommands {
  /** Resolves once it's running. */
  serve(): Promise<void>
  backup(file: string): Promise<string[]>
  restore(file: string): Promise<string[]>
  rotateSecretKey(): Promise<string[]>
}

/** Exit codes; those of plans are as `terraform plan -detailed-exitcode` has them. */
export const exitCodes = { ok: 0, failed: 1, differs: 2 } as const

/** A command that can't be carried out: what is wrong, and what to do about it. */
export class CliError extends Error {
  readonly fix: string | undefined
  /** Everything that is wrong, where it's more than one thing. */
  readonly details: readonly string[]

  constructor(
    message: string,
    { fix, details = [], cause }: { fix?: string; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.name = 'CliError'
    this.fix = fix
    this.details = details
  }
}
