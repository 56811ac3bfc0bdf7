import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type SecondaryConfig, type ServerKind, serverConfig } from '../../console/src/secondaries/server-config.ts'
import { runProgram } from '../run-program.ts'
import { requireServer } from '../servers/available.ts'
import { findProgram } from '../servers/find-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'zoneplane-settings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const checks: Record<ServerKind, { program: string; args: (file: string) => string[] }> = {
  knot: { program: 'knotc', args: file => ['-c', file, 'conf-check'] },
  nsd: { program: 'nsd-checkconf', args: file => [file] },
  bind: { program: 'named-checkconf', args: file => [file] },
}

const key = { name: 'ns1.key', algorithm: 'hmac-sha256', secret: 'c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgb3Igc28=' }
const primary = { address: '192.0.2.1', port: 53 }
const own = { address: '192.0.2.11', port: 53 }
const zones = ['example.com', 'xn--bcher-kva.example']
const configs: Record<string, SecondaryConfig> = {
  'with a key and a catalog zone': { primary, own, key, catalog: 'catalog.invalid', zones },
  'without either': { primary, own, key: null, catalog: null, zones },
  'over IPv6': {
    primary: { address: '2001:db8::1', port: 5353 },
    own: { address: '2001:db8::11', port: 5353 },
    key,
    catalog: null,
    zones,
  },
  'with nothing to follow yet': { primary, own, key, catalog: null, zones: [] },
}

for (const [kind, { program, args }] of Object.entries(checks) as [ServerKind, (typeof checks)[ServerKind]][]) {
  const found = findProgram(program)
  for (const [what, config] of Object.entries(configs)) {
    test.skipIf(!requireServer(program, found))(`settings ${what} are whole to ${program}`, async () => {
      const data = join(folder, `${kind} ${what}`.replaceAll(' ', '-'))
      mkdirSync(data)
      const text = serverConfig(kind, config)
      expect(text).toContain(config.own.address)
      for (const zone of config.catalog === null || kind === 'nsd' ? zones.slice(0, config.zones.length) : []) {
        expect(text).toContain(zone)
      }
      // The places of Debian need not be here.
      const file = join(data, 'settings')
      writeFileSync(file, text.replaceAll(/\/(var\/lib|var\/cache|run)\/\w+/g, data))
      const { code, stdout, stderr } = await runProgram(found ?? program, args(file))
      expect([code, stdout + stderr]).toEqual([0, expect.not.stringMatching(/error/i)])
    })
  }
}
