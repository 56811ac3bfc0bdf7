/**
 * Takes the `engines` entries out of package-lock.json. Run it after every `npm install`.
 *
 * npm compares them with the Node that npm itself runs on and warns where that one is older. Here they say nothing:
 * the scripts of this project run on the Node that the lock file pins (docs/decisions/001-pinned-node.md).
 */
import { readFileSync, writeFileSync } from 'node:fs'

const path = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, { engines?: unknown }> }
for (const [name, entry] of Object.entries(lock.packages)) {
  if (name !== '') delete entry.engines
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
