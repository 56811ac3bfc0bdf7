import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseRdata } from '../src/dns/rdata.ts'
import { startNameServer } from '../src/nameserver/start.ts'
import { type BuiltinBacking, createBuiltinBacking, type ZoneKeeper } from '../src/providers/builtin/backing.ts'
import { providerKinds } from '../src/providers/index.ts'
import type { ProviderKind } from '../src/providers/provider.ts'
import { openStore } from '../src/store/database.ts'
import { createMemoryNameServer, createMemoryZones, describeSets } from './memory-zones.ts'
import { providerCases } from './provider-cases.ts'
import { type ConformanceSubject, describeProviderConformance } from './provider-conformance.ts'
import { testIo } from './test-io.ts'

const domain = 'example.com.'
const defaults = { nameServers: ['ns1.example.net.', 'ns2.example.net.'] }
const log = { debug: () => {}, warn: () => {} }

async function openOn(backing: BuiltinBacking, workspaceId: number): Promise<Omit<ConformanceSubject, 'cleanup'>> {
  const kind = kindOn(backing)
  const provider = kind.open({ workspaceId }, testIo())
  return { kind, provider, zone: await provider.zoneAdmin!.create(domain, { reference: 'first' }) }
}

function kindOn(backing: BuiltinBacking): ProviderKind {
  return providerKinds({ builtin: backing }).get('builtin')!
}

/** What a kind says of itself doesn't depend on where it keeps things. */
function anyKind(): ProviderKind {
  return kindOn(
    createBuiltinBacking({ zones: createMemoryZones(), nameServer: createMemoryNameServer(), defaults, log }),
  )
}

describeProviderConformance('the built-in provider in memory', {
  kind: anyKind(),
  async open() {
    const zones = createMemoryZones()
    const nameServer = createMemoryNameServer()
    const subject = await openOn(createBuiltinBacking({ zones, nameServer, defaults, log }), 1)
    return {
      ...subject,
      async verify() {
        const stored = await Array.fromAsync(subject.provider.rrsets(subject.zone))
        expect(nameServer.served(domain)).toEqual(describeSets(stored))
      },
      cleanup: async () => {},
    }
  },
})

describeProviderConformance('the built-in provider on SQLite, with the real name server', {
  kind: anyKind(),
  async open() {
    const dataDir = mkdtempSync(join(tmpdir(), 'zoneplane-conformance-'))
    const store = await openStore({ dataDir, secretKey: new Uint8Array(32) })
    const workspace = await store.workspaces.create({ slug: 'default', name: 'Default', now: Date.now() })
    const failures: unknown[] = []
    const fail = (...failure: unknown[]) => void failures.push(failure)
    const nameServer = await startNameServer({ host: '127.0.0.1', port: 0, onFailure: fail })
    const zones: ZoneKeeper = store.hostedZones
    const subject = await openOn(
      createBuiltinBacking({ zones, nameServer, defaults, log: { warn: fail } }),
      workspace.id,
    )
    return {
      ...subject,
      async verify() {
        expect(failures).toEqual([])
        const stored = await Array.fromAsync(subject.provider.rrsets(subject.zone))
        expect((await nameServer.stats()).rrsets).toBe(stored.length)
      },
      async cleanup() {
        await nameServer.close()
        await store.close()
        rmSync(dataDir, { recursive: true })
      },
    }
  },
})

test('the table of states holds canonical sets only, none twice, and no state twice in a row', () => {
  for (const { name, states } of providerCases) {
    const walked = states(domain)
    for (const state of walked) {
      const keys = state.map(set => `${set.name} ${set.type}`)
      expect(keys, name).toHaveLength(new Set(keys).size)
      for (const { type, records } of state) {
        expect(records, name).toEqual(records.map(record => parseRdata(type, record)))
        expect(records, name).toHaveLength(new Set(records).size)
      }
    }
  }
})
