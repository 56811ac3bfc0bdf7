/** Serves the zone files named, each called after its zone, on a port of 127.0.0.1, until it's ended. */
import { readFileSync } from 'node:fs'
import { startNameServer } from '../../src/nameserver/start.ts'
import { readZone } from '../../test/servers/read-zone.ts'

const [port, ...files] = process.argv.slice(2)
const server = await startNameServer({
  host: '127.0.0.1',
  port: Number(port),
  onFailure: error => {
    throw error
  },
})
for (const file of files) {
  const zone = { name: file.replace(/zone$/, ''), text: readFileSync(file, 'utf8') }
  await server.load(zone.name, chunksOf(readZone(zone)))
}

async function* chunksOf<Item>(items: Item[]): AsyncIterable<Item[]> {
  yield items
}
