/** Serves zone files as `serve-zones.ts` does, and lets those who sign with one key transfer them. */
import { readFileSync } from 'node:fs'
import { startNameServer } from '../../src/nameserver/start.ts'
import { createScriptedFront } from '../../src/nameserver/testing/scripted-front.ts'
import { readZone } from '../../test/servers/read-zone.ts'

const [port, keyName, secret, ...files] = process.argv.slice(2)
const key = { name: keyName!, algorithm: 'hmac-sha256' as const, secret: Buffer.from(secret!, 'base64') }
const server = await startNameServer({
  host: '127.0.0.1',
  port: Number(port),
  front: createScriptedFront({ keys: [key] }),
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
