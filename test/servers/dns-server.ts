import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endProcess, freePort } from './processes.ts'

/** A zone to serve: its name with the final dot, and the text of its zone file. */
export interface ServedZone {
  name: string
  text: string
}

/** Where a server is to answer, on loopback. */
export interface Place {
  address: string
  port: number
}

/** Somebody else's name server on loopback, started for a test or a bench. */
export interface DnsServer {
  name: string
  host: string
  port: number
  pid: number
  /** The last it has printed, about 8,000 characters. */
  printed(): string
  stop(): Promise<void>
}

/** What it takes to start one: its files are written to a new folder, then the program is started in the foreground. */
export interface DnsServerRecipe {
  name: string
  program: string
  zones: readonly ServedZone[]
  /** The zone that it has to answer for, where it isn't the first of `zones`: one that it fetches from elsewhere. */
  awaited?: string
  /** 127.0.0.1 and a free port unless told. */
  at?: Place | undefined
  configure(at: Place & { folder: string }): { files: Record<string, string>; args: string[] }
  /** Milliseconds until it has to answer; 15,000 unless told. */
  patience?: number
  /** Before the start, with all files there. */
  prepare?(folder: string): Promise<void>
}

const patience = 15_000

/** Starts the server and waits until it answers for its first zone. Rejects, with what it printed, where it doesn't. */
export async function startDnsServer(recipe: DnsServerRecipe): Promise<DnsServer> {
  const folder = await mkdtemp(join(tmpdir(), `zoneplane-${recipe.name}-`))
  const { address, port } = recipe.at ?? { address: '127.0.0.1', port: await freePort() }
  const { files, args } = recipe.configure({ folder, address, port })
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  for (const zone of recipe.zones) await writeFile(join(folder, zoneFile(zone)), zone.text)
  await recipe.prepare?.(folder)
  const child = spawn(recipe.program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = collect(child)
  const stop = async () => {
    await endProcess(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await answering(child, { address, port }, recipe.awaited ?? recipe.zones[0]!.name, recipe.patience ?? patience)
  } catch (error) {
    await stop()
    throw new Error(`${recipe.name} does not answer; it printed:\n${printed()}`, { cause: error })
  }
  return { name: recipe.name, host: address, port, pid: child.pid ?? 0, printed, stop }
}

/** Name of the file, in the server's folder, that a zone is in. */
export function zoneFile(zone: ServedZone): string {
  return `${zone.name}zone`
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', data => {
      text = (text + data).slice(-8000)
    })
  }
  return () => text
}

/** Asks for the zone's SOA until there's an authoritative answer. */
async function answering(child: ChildProcess, { address, port }: Place, zone: string, time: number): Promise<void> {
  const labels = zone.split('.').filter(label => label !== '')
  const name = labels.flatMap(label => [label.length, ...Buffer.from(label)])
  const query = Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name, 0, 0, 6, 0, 1])
  const socket = createSocket('udp4')
  let answered = false
  socket.on('error', () => {})
  socket.on('message', message => {
    answered ||= (message[2]! & 4) !== 0 && (message[3]! & 15) === 0
  })
  const deadline = Date.now() + time
  while (!answered && Date.now() < deadline && child.exitCode === null) {
    socket.send(query, port, address)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  socket.close()
  if (!answered) throw new Error('no answer')
}
