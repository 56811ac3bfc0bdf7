/** Imports as many records as it is told to, and prints how many sets were created: for a test that bounds its memory. */
import { Readable } from 'node:stream'
import { importZone } from '../src/services/import-zone.ts'
import { startTestApp } from './test-app.ts'
import { createZoneWorld } from './zone-world.ts'

const records = Number(process.argv[2])
const app = await startTestApp()
const world = await createZoneWorld(app)
const zone = await world.makeZone('memory.example')
const { deps } = app
const project = await deps.store.projects.findBySlug('demo')
const [environment] = await deps.store.projects.environments(project!.id)
const caller = { principal: { kind: 'anonymous' }, requestId: 'test', address: null } as const
const { counts, changeSet } = await importZone(
  deps,
  caller,
  { workspaceId: project!.workspaceId, project: project!, environment: environment! },
  {
    id: zone.split('/').at(-1)!,
    mode: 'merge',
    dryRun: false,
    confirm: false,
    body: Readable.from(lines()),
    patience: 600_000,
  },
)
console.log(JSON.stringify({ created: counts.create, status: changeSet?.status, done: changeSet?.done }))
await app.stop()

/** Names in no order, so that they have to be sorted. */
function* lines(): Generator<Uint8Array> {
  for (let from = 0; from < records; from += 1000) {
    const block = Array.from(
      { length: 1000 },
      (_, index) => `host-${((from + index) * 7919) % records} 300 A 192.0.2.1\n`,
    )
    yield Buffer.from(block.join(''))
  }
}
