import { parseName } from './dns/name.ts'
import { DnsError } from './dns/problem.ts'
import type { Name } from './dns/rrset.ts'
import { parseServerAddress, type ServerAddress } from './resolver/server-address.ts'

/** The settings of one installation, read once at the start. */
export interface Config {
  host: string
  port: number
  dnsHost: string
  dnsPort: number
  dataDir: string
  /** PostgreSQL; without it the embedded store in `dataDir`. */
  databaseUrl: string | undefined
  /** 32 bytes in base64, still text; without it a key is kept in `dataDir`. */
  secretKey: string | undefined
  /** How the API is reached from outside; where it listens, if not set. */
  publicUrl: string | undefined
  /** Names that zones of the built-in provider are delegated to. */
  nameServers: Name[]
  /** Asked about everything outside; none stands for those of the system. */
  resolvers: ServerAddress[]
  /** Providers, and name servers of zones, may be at private and loopback addresses. */
  allowPrivateEndpoints: boolean
  /** Connections may act with the AWS identity of the machine. */
  awsDefaultChain: boolean
  /** For the first start only. */
  adminEmail: string
  adminPassword: string | undefined
  logLevel: LogLevel
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** All of them are asked where somebody wants to see how far a change has spread. */
const mostResolvers = 8

/** Settings that make no sense; the message names every one. */
export class ConfigError extends Error {
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options)
    this.name = 'ConfigError'
  }
}

export type Env = Readonly<Record<string, string | undefined>>

/** Throws ConfigError with all problems at once. A variable that is set to nothing counts as not set. */
export function readConfig(env: Env): Config {
  const problems: string[] = []
  const read = <T>(name: string, fallback: T, convert: (text: string) => T): T => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    try {
      return convert(text)
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`)
      return fallback
    }
  }
  const text = (value: string) => value
  const config: Config = {
    host: read('HOST', '127.0.0.1', text),
    port: read('PORT', 8080, toPort),
    dnsHost: read('ZONEPLANE_DNS_HOST', '127.0.0.1', text),
    dnsPort: read('ZONEPLANE_DNS_PORT', 5300, toPort),
    dataDir: read('ZONEPLANE_DATA_DIR', './data', text),
    databaseUrl: read<string | undefined>('DATABASE_URL', undefined, toDatabaseUrl),
    secretKey: read<string | undefined>('ZONEPLANE_SECRET_KEY', undefined, text),
    publicUrl: read<string | undefined>('ZONEPLANE_PUBLIC_URL', undefined, toHttpUrl),
    nameServers: read('ZONEPLANE_NAMESERVERS', ['ns1.localhost.'], toNames),
    resolvers: read<ServerAddress[]>('ZONEPLANE_RESOLVERS', [], toServers),
    allowPrivateEndpoints: read('ZONEPLANE_ALLOW_PRIVATE_ENDPOINTS', false, toBoolean),
    awsDefaultChain: read('ZONEPLANE_AWS_DEFAULT_CHAIN', false, toBoolean),
    adminEmail: read('ZONEPLANE_ADMIN_EMAIL', 'admin@localhost', text),
    adminPassword: read<string | undefined>('ZONEPLANE_ADMIN_PASSWORD', undefined, toPassword),
    logLevel: read<LogLevel>('ZONEPLANE_LOG_LEVEL', 'info', toLogLevel),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** 0 stands for any free port. */
function toPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new TypeError(`a port from 0 to 65535 is expected, not "${text}"`)
}

function toDatabaseUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text
  // The value isn't repeated: it may hold a password.
  throw new TypeError('a PostgreSQL address is expected, such as postgres://user:password@host:5432/name')
}

function toHttpUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '')
  throw new TypeError(`an http or https address is expected, not "${text}"`)
}

function toNames(text: string): Name[] {
  const names = wordsOf(text)
  if (names.length === 0) throw new TypeError('at least one name is expected')
  return names.map(name => {
    try {
      return parseName(name)
    } catch (error) {
      throw error instanceof DnsError ? new TypeError(`"${name}" is not a name: ${error.message}`) : error
    }
  })
}

function toServers(text: string): ServerAddress[] {
  const servers = wordsOf(text).map(part => {
    const server = parseServerAddress(part)
    if (server !== undefined) return server
    throw new TypeError(`"${part}" is not an address, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53`)
  })
  if (servers.length === 0) throw new TypeError('at least one address is expected')
  if (servers.length > mostResolvers) throw new TypeError(`${mostResolvers} addresses at most are expected`)
  return servers
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(part => part !== '')
}

function toBoolean(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new TypeError(`true or false is expected, not "${text}"`)
}

function toPassword(text: string): string {
  if (text.length >= 8) return text
  throw new TypeError('a password of 8 or more characters is expected')
}

function toLogLevel(text: string): LogLevel {
  const level = logLevels.find(known => known === text)
  if (level !== undefined) return level
  throw new TypeError(`one of ${logLevels.join(', ')} is expected, not "${text}"`)
}
