/** Builds the console into console/dist, unless it's there already, made of just these sources. Needs no network. */
import { join } from 'node:path'
import { buildConsole, firstView, firstViewLimit, isBuilt, sourcesHash } from './console-build.ts'

const folder = join(import.meta.dirname, '../console/dist')
const hash = sourcesHash()
if (!isBuilt(folder, hash)) {
  const begun = Date.now()
  await buildConsole(folder, hash)
  const { gzip, brotli } = firstView(folder)
  const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`
  console.log(
    `console: built in ${((Date.now() - begun) / 1000).toFixed(1)} s; the first view is ${kilobytes(gzip)} with gzip, ` +
      `${kilobytes(brotli)} with Brotli, of ${kilobytes(firstViewLimit)} at most`,
  )
}
