import type { Command } from 'commander'
import { domainName } from '../../contract/domain-name.ts'
import { ownerName } from '../../contract/owner-name.ts'
import { recordType } from '../../contract/record-type.ts'
import { valueFromRdata } from '../../contract/record-value.ts'
import type { Name, RecordType } from '../../dns/rrset.ts'
import { askServer } from '../../resolver/ask-server.ts'
import { addressesOfHost } from '../../resolver/host-addresses.ts'
import { dnsPort, type ServerAddress, serverText } from '../../resolver/server-address.ts'
import { type Cli, CliError, exitCodes } from '../cli.ts'
import { findZone } from '../find-zone.ts'
import { action, type Session } from '../session.ts'
import { table } from '../table.ts'

interface DigOptions {
  at: string[]
  port?: string
}

/** What one server says; `error` where it says nothing of use. */
interface Answer {
  server: string
  address: string | null
  rcode: string | null
  authoritative: boolean
  values: string[]
  ttl: number | null
  serial: number | null
  milliseconds: number | null
  error: string | null
}

export function digCommand(program: Command, cli: Cli): void {
  program
    .command('dig')
    .description('ask each of a zone’s own name servers, and show their answers side by side')
    .argument('<zone>', 'its domain or id')
    .argument('[name]', '@, a relative name, or a full one', '@')
    .argument('[type]', 'a record type', 'SOA')
    .option(
      '--at <server>',
      'ask this one too, by name or address; may be repeated',
      (value: string, others: string[]) => [...others, value],
      [],
    )
    .option('--port <number>', 'where the zone’s name servers answer; 53 unless told')
    .addHelpText('after', help)
    .action(action(cli, dig))
}

const help = `
The questions go from here straight to the servers, past all caches. Ends with 0 where all agree, 2 where they differ, 1
where none answers.

Examples:
  zoneplane dig example.com
  zoneplane dig example.com www A --at 9.9.9.9`

async function dig(
  session: Session,
  text: string,
  nameText: string,
  typeText: string,
  options: DigOptions,
): Promise<void> {
  const { data } = await findZone(session, text)
  const zone = domainName(data.domainName)
  const name = ownerName(nameText, zone)
  const type = recordType(typeText)
  if (type === undefined) throw new CliError(`“${typeText}” is not a record type that can be asked for.`)
  const port = portOf(options.port)
  const servers = [
    ...data.nameServers.map(host => ({ host, port, recursion: false })),
    ...options.at.map(server => ({ ...hostAndPort(server), recursion: true })),
  ]
  const answers = (await Promise.all(servers.map(server => answersOf(server, { zone, name, type })))).flat()
  const differing = new Set(answers.filter(({ error }) => error === null).map(contentOf)).size > 1
  session.show({ name: nameWithoutDot(name), type, agree: !differing, answers }, () => [
    ...table(['SERVER', 'ADDRESS', 'ANSWER', 'TTL', 'SERIAL', 'TIME'], answers.flatMap(rowsOf)),
    differing ? session.paint('yellow', 'The servers differ.') : session.paint('green', 'All that answer agree.'),
  ])
  if (answers.every(({ error }) => error !== null)) throw new CliError('No server has answered.')
  session.io.exitCode = differing ? exitCodes.differs : exitCodes.ok
}

interface Asked {
  zone: Name
  name: Name
  type: RecordType
}

async function answersOf(
  { host, port, recursion }: { host: string; port: number; recursion: boolean },
  asked: Asked,
): Promise<Answer[]> {
  try {
    const addresses = await addressesOfHost({ host, port }, { isAllowed: () => true })
    return await Promise.all(addresses.map(address => answerOf(host, address, recursion, asked)))
  } catch (error) {
    return [{ ...silent(host), error: (error as Error).message }]
  }
}

async function answerOf(
  host: string,
  server: ServerAddress,
  recursion: boolean,
  { zone, name, type }: Asked,
): Promise<Answer> {
  const place = { ...silent(host), address: serverText(server) }
  try {
    const soa = askServer(server, { name: zone, type: 'SOA' }, { recursion }).catch(() => undefined)
    const { message, milliseconds } = await askServer(server, { name, type }, { recursion })
    const records = message.answers.filter(record => record.type === type)
    const serial = (await soa)?.message.answers.find(record => record.type === 'SOA')?.rdata.split(' ')[2]
    return {
      ...place,
      rcode: message.rcode,
      authoritative: message.authoritative,
      values: records.map(({ rdata }) => valueFromRdata(type, rdata)).sort(),
      ttl: records[0]?.ttl ?? null,
      serial: serial === undefined ? null : Number(serial),
      milliseconds,
    }
  } catch (error) {
    return { ...place, error: (error as Error).message }
  }
}

function silent(server: string): Answer {
  return {
    server,
    address: null,
    rcode: null,
    authoritative: false,
    values: [],
    ttl: null,
    serial: null,
    milliseconds: null,
    error: null,
  }
}

const contentOf = ({ rcode, values }: Answer) => JSON.stringify([rcode, values])

function rowsOf({
  server,
  address,
  rcode,
  authoritative,
  values,
  ttl,
  serial,
  milliseconds,
  error,
}: Answer): string[][] {
  if (error !== null) return [[server, address ?? '-', error]]
  const first = values[0] ?? (rcode === 'NOERROR' ? '(no such records)' : (rcode ?? ''))
  const note = authoritative ? '' : '  (not authoritative)'
  return [
    [server, address ?? '-', `${first}${note}`, String(ttl ?? '-'), String(serial ?? '-'), `${milliseconds} ms`],
    ...values.slice(1).map(value => ['', '', value]),
  ]
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? dnsPort)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new CliError(`“${text}” is not a port.`)
}

/** `9.9.9.9`, `[2001:db8::1]:5353`, `ns1.example.net:53`. */
function hostAndPort(text: string): { host: string; port: number } {
  const [, bracketed, name, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = bracketed ?? name
  return host === undefined ? { host: text, port: dnsPort } : { host, port: portOf(port) }
}

function nameWithoutDot(name: Name): string {
  return name === '.' ? name : name.replace(/\.$/, '')
}
