import type { Command } from 'commander'
import { createClient } from '../../sdk/index.ts'
import { ask, askSecret, isInteractive, readInput } from '../ask.ts'
import { type Cli, CliError } from '../cli.ts'
import { profilesFile, putProfile, readProfiles, writeProfiles } from '../profiles.ts'
import { action, type Session } from '../session.ts'

interface LoginOptions {
  email?: string
  passwordStdin?: boolean
  keyStdin?: boolean
}

export function loginCommands(program: Command, cli: Cli): void {
  program
    .command('login')
    .description('sign in, and remember it in a profile')
    .argument('[url]', 'where Zoneplane is; http://127.0.0.1:8080 unless told')
    .option('--email <email>', 'whose account')
    .option('--password-stdin', 'read the password from standard input')
    .option('--key-stdin', 'read an sk_ key from standard input, in place of email and password')
    .addHelpText('after', help)
    .action(action(cli, logIn))

  program.command('logout').description('end the session, and forget it').action(action(cli, logOut))
}

const help = `
A session lasts seven days; an sk_ key as long as it was made for. Profiles are kept for you alone in
~/.config/zoneplane/profiles.json. ZONEPLANE_TOKEN and ZONEPLANE_URL need no profile.

Examples:
  zoneplane login https://dns.example.net
  zoneplane login --profile staging https://dns.staging.example.net
  echo "$KEY" | zoneplane login https://dns.example.net --key-stdin`

async function logIn(session: Session, url: string | undefined, options: LoginOptions): Promise<void> {
  const { io } = session
  const address = (url ?? session.url).replace(/\/+$/, '')
  const name = session.options.profile ?? (io.env.ZONEPLANE_PROFILE || readProfiles(io).current)
  const { token, expiresAt } = options.keyStdin
    ? { token: await keyOf(session), expiresAt: undefined }
    : await begin(session, address, options)
  const credentials = token.startsWith('sk_') ? { apiKey: token } : { token }
  const client = createClient({ url: address, ...credentials })
  const { user } = await client.auth.me()
  const { project: wanted, environment } = session.options
  const slugs = (await client.projects.list().all()).map(({ slug }) => slug)
  const project = wanted ?? (slugs.length === 1 ? slugs[0] : undefined)
  putProfile(io, name, { url: address, token, ...(project && { project }), ...(environment && { environment }) })
  const until = expiresAt === undefined ? '' : ` until ${expiresAt.slice(0, 10)}`
  session.show({ profile: name, url: address, user, project: project ?? null, expiresAt: expiresAt ?? null }, () => [
    `Signed in to ${address} as ${user.email}${until}, in the profile “${name}”.`,
    ...(project === undefined
      ? [`Name a project with each command (--project), or with ZONEPLANE_PROJECT: ${slugs.join(', ')}`]
      : [`Project: ${project}. Try: zoneplane zones list`]),
  ])
}

async function keyOf({ io }: Session): Promise<string> {
  const key = (await readInput(io)).trim()
  if (key.startsWith('sk_')) return key
  throw new CliError('What came on standard input is no sk_ key.', { fix: 'Make one with: zoneplane keys create NAME' })
}

async function begin(
  { io }: Session,
  url: string,
  options: LoginOptions,
): Promise<{ token: string; expiresAt: string }> {
  if (options.email === undefined && !isInteractive(io)) {
    throw new CliError('This is no terminal to ask for email and password on.', {
      fix: 'Use --email with --password-stdin, or --key-stdin, or set ZONEPLANE_TOKEN.',
    })
  }
  const email = options.email ?? (await ask(io, 'Email: '))
  const password = options.passwordStdin ? await readInput(io) : await askSecret(io, 'Password: ')
  return createClient({ url }).auth.logIn({ email, password })
}

async function logOut(session: Session): Promise<void> {
  const { io, profileName } = session
  const { current, profiles } = readProfiles(io)
  const { [profileName]: profile, ...others } = profiles
  if (profile === undefined) throw new CliError(`There is no profile “${profileName}” in ${profilesFile(io)}.`)
  // A session that is over, or can't be ended now, is forgotten all the same.
  const { token, url } = profile
  const isSession = token !== undefined && !token.startsWith('sk_')
  const ended =
    isSession &&
    (await createClient({ url, token, retries: 0 })
      .auth.logOut()
      .then(
        () => true,
        () => false,
      ))
  writeProfiles(io, {
    current: current === profileName ? (Object.keys(others)[0] ?? 'default') : current,
    profiles: others,
  })
  session.show({ profile: profileName, ended }, () => [`Signed out: the profile “${profileName}” is forgotten.`])
  if (isSession && !ended) session.note(`${url} could not be told; the session ends by itself within seven days.`)
}
