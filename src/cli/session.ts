import type { Command } from 'commander'
import { type Client, createClient } from '../sdk/index.ts'
import { isInteractive } from './ask.ts'
import { type Cli, CliError, type Io } from './cli.ts'
import { createPaint, harmless, type Paint } from './paint.ts'
import { type Profile, readProfiles } from './profiles.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  url?: string
  profile?: string
  project?: string
  environment?: string
  json?: boolean
}

export type Environment = ReturnType<ReturnType<Client['project']>['environment']>
export type Project = ReturnType<Client['project']>

/** One command under way: whom it asks, and how it tells what came of it. */
export interface Session {
  io: Io
  options: GlobalOptions
  profileName: string
  url: string
  client: Client
  /** The project that is meant: as told, else the only one there is. */
  projectSlug(): Promise<string>
  project(): Promise<Project>
  environmentSlug: string
  environment(): Promise<Environment>
  /** Colours for standard output. */
  paint: Paint
  /** The result: with `--json` the data, else lines for people. */
  show(data: unknown, lines: () => readonly string[]): void
  /** For people alone, on standard error: what goes on, and what to do next. */
  note(line: string): void
  /** What one could do next: on a terminal only, where somebody may not know. */
  hint(line: string): void
}

const usualUrl = 'http://127.0.0.1:8080'

/** `isNew`: the profile that is named need not be there. */
export function openSession({ io }: Cli, options: GlobalOptions, isNew = false): Session {
  const place = placeOf(io, options, isNew)
  const { url, token } = place
  const client = createClient({ url, ...credentialsOf(token) })
  const projectSlug = async () => place.project ?? (await onlyProject(client))
  const project = async () => client.project(await projectSlug())
  return {
    io,
    options,
    profileName: place.profileName,
    url,
    client,
    projectSlug,
    project,
    environmentSlug: place.environment,
    environment: async () => (await project()).environment(place.environment),
    paint: createPaint(io, io.stdout),
    show: (data, lines) => {
      const text = options.json ? JSON.stringify(data, null, 2) : harmless(lines().join('\n'))
      if (text !== '') io.stdout.write(`${text}\n`)
    },
    note: line => io.stderr.write(`${line}\n`),
    hint: line => {
      if (isInteractive(io) && !options.json) io.stderr.write(`${createPaint(io, io.stderr)('dim', line)}\n`)
    },
  }
}

/** What a command does, given its session and then what commander gives it: arguments, options, and itself last. */
export function action<Args extends unknown[]>(cli: Cli, work: (session: Session, ...args: Args) => Promise<void>) {
  return async (...args: unknown[]): Promise<void> => {
    const command = args.at(-1) as Command
    const isNew = command.name() === 'login'
    await work(openSession(cli, command.optsWithGlobals<GlobalOptions>(), isNew), ...(args as Args))
  }
}

interface Place {
  profileName: string
  url: string
  token: string | undefined
  project: string | undefined
  environment: string
}

/** Options go before the environment, and that before the profile. A profile's token goes nowhere but to its own address. */
function placeOf(io: Io, options: GlobalOptions, isNew: boolean): Place {
  const { env } = io
  const { current, profiles } = readProfiles(io)
  const profileName = options.profile ?? (env.ZONEPLANE_PROFILE || current)
  const profile: Partial<Profile> = profiles[profileName] ?? {}
  if (!isNew && options.profile !== undefined && profiles[profileName] === undefined && !env.ZONEPLANE_TOKEN) {
    throw new CliError(`There is no profile “${profileName}”.`, {
      fix: `Make it with: zoneplane login --profile ${profileName} URL`,
    })
  }
  const url = (options.url ?? (env.ZONEPLANE_URL || profile.url || usualUrl)).replace(/\/+$/, '')
  const ownToken = profile.url === url ? profile.token : undefined
  return {
    profileName,
    url,
    token: env.ZONEPLANE_TOKEN || ownToken,
    project: options.project ?? (env.ZONEPLANE_PROJECT || profile.project),
    environment: options.environment ?? (env.ZONEPLANE_ENVIRONMENT || profile.environment || 'production'),
  }
}

function credentialsOf(token: string | undefined): { apiKey?: string; token?: string } {
  if (token === undefined) return {}
  if (token.startsWith('rk_')) {
    throw new CliError('An rk_ key opens the machine API, and this program uses the project API.', {
      fix: 'Give an sk_ key, or sign in with: zoneplane login',
    })
  }
  return token.startsWith('sk_') ? { apiKey: token } : { token }
}

async function onlyProject({ projects }: Client): Promise<string> {
  const slugs = (await projects.list().all()).map(({ slug }) => slug)
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) return only
  throw new CliError(slugs.length === 0 ? 'There is no project yet.' : 'Which project is meant?', {
    fix:
      slugs.length === 0
        ? 'Make one with: zoneplane projects create NAME'
        : `Name it with --project or ZONEPLANE_PROJECT: ${slugs.join(', ')}`,
  })
}
