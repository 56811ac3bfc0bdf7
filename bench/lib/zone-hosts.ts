import type { HttpClient } from './http-client.ts'

/** A server with an HTTP API that keeps zones: ours or a peer. */
export interface ZoneHost {
  name: string
  /** Several where several instances share one database. */
  pids: number[]
  /** Of its HTTP API. */
  port: number
  /** Makes a zone with this many A sets `set-N`; `domain` without a final dot. */
  addZone(domain: string, sets: number): Promise<HostedZone>
  close(): void
}

export interface HostedZone {
  /** Writes one A set, durably. False where the server was too busy to take it, as PowerDNS is when SQLite's lock is taken. */
  write(name: string, address: string): Promise<boolean>
  /** The addresses of all A sets, as the server tells them, by name without the zone. */
  addresses(): Promise<Map<string, string>>
  /** How many changes the server's history has as applied; absent where it keeps none. */
  countApplied?(): Promise<number>
}

const fillers = 50

export function address(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
}

/** Runs `work` for 0 … count-1, some at a time. */
export async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const caller = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: fillers }, caller))
}

export async function expectStatus(
  client: HttpClient,
  status: number,
  method: string,
  path: string,
  body?: object,
): Promise<string> {
  const reply = await client.send(method, path, body)
  if (reply.status === status) return reply.body
  throw new Error(`${method} ${path}: ${reply.status} ${reply.body.slice(0, 500)}`)
}
