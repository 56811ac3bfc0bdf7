import { isIP } from 'node:net'
import { isHostname, parseName } from '../../dns/name.ts'
import { DnsError, type Problem } from '../../dns/problem.ts'
import type { Name } from '../../dns/rrset.ts'
import { tsigAlgorithms } from '../../tsig/algorithms.ts'
import { readTsigKey, type TsigKeyText } from '../../tsig/make-key.ts'
import type { TsigKey } from '../../tsig/tsig-key.ts'
import { ProviderError, type SettingsField } from '../provider.ts'

/** As they are stored. */
export interface Rfc2136Settings {
  /** Address or host name of the server that takes updates: the primary, as the zone's SOA record names it. */
  server: string
  /** 53 where nothing is said. */
  port?: number
  /** The key that updates are signed with. */
  tsig: TsigKeyText
  /** The key that zones are read with, where it is another one. */
  transferTsig?: TsigKeyText
  /** The zones that may be bound. Absent: whichever the server has. */
  zones?: string[]
}

/** The same, read. */
export interface Rfc2136Server {
  host: string
  port: number
  updateKey: TsigKey
  transferKey: TsigKey
  zones: Name[] | undefined
}

const keyFields: readonly SettingsField[] = [
  { name: 'name', label: 'Name of the key', required: true, secret: false },
  { name: 'algorithm', label: 'Algorithm', required: true, choices: tsigAlgorithms, secret: false },
  { name: 'secret', label: 'Secret, in base64', required: true, secret: true },
]

export const rfc2136Settings: readonly SettingsField[] = [
  { name: 'server', label: 'Name server', required: true, secret: false },
  { name: 'port', label: 'Port', required: false, form: 'number', secret: false },
  { name: 'tsig', label: 'Key for updates', required: true, form: 'group', fields: keyFields, secret: false },
  {
    name: 'transferTsig',
    label: 'Key for transfers',
    required: false,
    form: 'group',
    fields: keyFields,
    secret: false,
  },
  { name: 'zones', label: 'Zones', required: false, form: 'list', secret: false },
]

export const usualPort = 53

/** What is wrong with the form of settings, all at once; fields that are missing or of another form are told elsewhere. */
export function checkRfc2136Settings(settings: object): Problem[] {
  const { server, port, tsig, transferTsig, zones } = settings as Partial<Rfc2136Settings>
  return [
    ...(server === undefined ? [] : checkServer(server)),
    ...(port === undefined ? [] : checkPort(port)),
    ...checkKey('tsig', tsig),
    ...checkKey('transferTsig', transferTsig),
    ...(zones ?? []).flatMap((zone, index) => checkZone(zone, index)),
  ]
}

/** What works and had better be otherwise. */
export function adviseRfc2136Settings(settings: object): Problem[] {
  const { tsig, transferTsig } = settings as Partial<Rfc2136Settings>
  const keys = Object.entries({ tsig, transferTsig })
  return keys.flatMap(([path, key]) => {
    if (!key || !/^hmac-sha1\.?$/i.test(key.algorithm)) return []
    const message = 'hmac-sha1 is accepted by fewer and fewer servers (RFC 8945 §6): hmac-sha256 or longer is better'
    return [{ path: `${path}.algorithm`, code: 'weak_algorithm', message }]
  })
}

/** Throws ProviderError (`auth`) for settings that the checks don't let pass. */
export function readRfc2136Settings(settings: Rfc2136Settings): Rfc2136Server {
  const { server, port = usualPort, tsig, transferTsig, zones } = settings
  const [problem] = checkRfc2136Settings(settings)
  const updateKey = readTsigKey(tsig)
  const transferKey = transferTsig === undefined ? updateKey : readTsigKey(transferTsig)
  if (problem !== undefined || !('key' in updateKey) || !('key' in transferKey)) {
    throw new ProviderError({ code: 'auth', message: problem?.message ?? 'the key can’t be read' })
  }
  return {
    host: hostOf(server),
    port,
    updateKey: updateKey.key,
    transferKey: transferKey.key,
    zones: zones?.map(zone => parseName(zone)),
  }
}

function hostOf(server: string): string {
  return server.replace(/^\[(.*)\]$/, '$1')
}

function checkServer(server: string): Problem[] {
  if (isIP(hostOf(server)) || isHost(server)) return []
  const message = 'the server is an IPv4 or IPv6 address or a host name, without a port'
  return [{ path: 'server', code: 'invalid_server', message }]
}

/** A text of digits and dots alone is an address that was mistyped. */
function isHost(text: string): boolean {
  try {
    return isHostname(parseName(text)) && !/^[\d.]+$/.test(text)
  } catch (error) {
    if (error instanceof DnsError) return false
    throw error
  }
}

function checkPort(port: number): Problem[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return []
  return [{ path: 'port', code: 'invalid_port', message: 'a port is a number from 1 to 65535' }]
}

function checkKey(path: string, key: TsigKeyText | undefined): Problem[] {
  if (key === undefined) return []
  const read = readTsigKey(key)
  return 'key' in read ? [] : read.problems.map(problem => ({ ...problem, path: `${path}.${problem.path}` }))
}

function checkZone(zone: string, index: number): Problem[] {
  try {
    parseName(zone)
    return []
  } catch (error) {
    if (!(error instanceof DnsError)) throw error
    return [{ path: `zones[${index}]`, code: error.code, message: `a zone has a domain name: ${error.message}` }]
  }
}
