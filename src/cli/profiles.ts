import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CliError, type Io } from './cli.ts'

/** Where one goes, and as whom. */
export interface Profile {
  url: string
  /** An `sk_` key, or a session's token. */
  token?: string
  project?: string
  environment?: string
}

export interface Profiles {
  /** The one that is used where none is named. */
  current: string
  profiles: Record<string, Profile>
}

const nothing: Profiles = { current: 'default', profiles: {} }

export function profilesFile({ env }: Io): string {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config')
  return join(folder, 'zoneplane', 'profiles.json')
}

export function readProfiles(io: Io): Profiles {
  const file = profilesFile(io)
  try {
    return { ...nothing, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Profiles>) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing
    throw new CliError(`${file} can't be read: ${(error as Error).message}`, {
      fix: 'Mend the file or remove it, and sign in again with: zoneplane login',
      cause: error,
    })
  }
}

/** Tokens are in it: nobody but its owner may read it, and it's never half-written. */
export function writeProfiles(io: Io, profiles: Profiles): void {
  const file = profilesFile(io)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(draft, file)
}

export function putProfile(io: Io, name: string, profile: Profile): void {
  const { profiles } = readProfiles(io)
  writeProfiles(io, { current: name, profiles: { ...profiles, [name]: profile } })
}
