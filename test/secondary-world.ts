import { expect, onTestFinished } from 'vitest'
import type { SecondaryStateData, ZoneSecondariesData } from '../src/contract/secondaries.ts'
import { parseName } from '../src/dns/name.ts'
import { readTsigKey } from '../src/tsig/make-key.ts'
import type { TsigKey } from '../src/tsig/tsig-key.ts'
import type { TestZoneplane } from './harness.ts'
import type { DnsServer } from './servers/dns-server.ts'
import { findProgram } from './servers/find-program.ts'
import { freePort } from './servers/processes.ts'
import { type SecondaryKind, secondaryPrograms, startSecondary } from './servers/secondary.ts'

/** Real name servers that follow a whole Zoneplane. */

export const environment = '/api/demo/production'
export const workspaceSecondaries = '/api/workspaces/default/secondaries'

interface Made<Data> {
  message: string
  data: Data
}

export async function makeZone(zoneplane: TestZoneplane, domainName: string): Promise<number> {
  const { status, body } = await zoneplane.call<Made<{ id: number }>>('POST', `${environment}/dns`, {
    name: domainName,
    domainName,
  })
  if (status !== 201) throw new Error(`no zone: ${body.message}`)
  return body.data.id
}

/** A secondary that the API knows, with the key that it was given. */
export interface AddedSecondary {
  id: number
  key: TsigKey
  port: number
}

export async function addSecondary(
  zoneplane: TestZoneplane,
  name: string,
  fields: object = {},
  url = workspaceSecondaries,
): Promise<AddedSecondary> {
  const port = await freePort()
  const body = { name, address: '127.0.0.1', port, ...fields }
  const made = await zoneplane.call<Made<{ id: number; tsig: { name: string; algorithm: string; secret: string } }>>(
    'POST',
    url,
    body,
  )
  if (made.status !== 201) throw new Error(`no secondary: ${made.body.message}`)
  const { id, tsig } = made.body.data
  const read = readTsigKey(tsig)
  if (!('key' in read)) throw new Error('the key can’t be read')
  return { id, key: read.key, port }
}

/** Starts the name server that the API has been told of. */
export async function startFollower(
  zoneplane: TestZoneplane,
  kind: SecondaryKind,
  { key, port }: Pick<AddedSecondary, 'key' | 'port'>,
  domains: readonly string[],
): Promise<DnsServer> {
  const zones = domains.map(domain => parseName(domain))
  const at = { address: '127.0.0.1', port }
  const program = findProgram(secondaryPrograms[kind])
  const server = await startSecondary(kind, program ?? kind, { zones, primary: zoneplane.dns, key }, at)
  onTestFinished(() => server.stop())
  return server
}

export async function statesOf(zoneplane: TestZoneplane, zoneId: number): Promise<ZoneSecondariesData> {
  const { body } = await zoneplane.call<Made<ZoneSecondariesData>>('GET', `${environment}/dns/${zoneId}/secondaries`)
  return body.data
}

export async function stateOf(zoneplane: TestZoneplane, zoneId: number, name: string): Promise<SecondaryStateData> {
  const { states } = await statesOf(zoneplane, zoneId)
  const state = states.find(({ secondary }) => secondary.name === name)
  if (state === undefined) throw new Error(`${name} does not follow the zone`)
  return state
}

export async function putRecord(zoneplane: TestZoneplane, zoneId: number, name: string, value: string): Promise<void> {
  const change = { action: 'upsert', name, type: 'A', ttl: 300, values: [value] }
  const { status, body } = await zoneplane.call<Made<unknown>>('POST', `${environment}/dns/${zoneId}/changes`, {
    changes: [change],
  })
  expect([status, body.message]).toEqual([201, expect.any(String)])
}

/** Waits as long as a busy machine may take. */
export function eventually(check: () => Promise<void>): Promise<void> {
  return expect
    .poll(
      () =>
        check().then(
          () => 'so it is',
          error => String(error),
        ),
      { timeout: 30_000, interval: 50 },
    )
    .toBe('so it is')
}
