import { setImmediate as turn } from 'node:timers/promises'
import { domainText } from '../contract/domain-name.ts'
import { createZoneFilePrinter } from '../dns/zone-file-print.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { type OpenZone, openZone } from './open-provider.ts'
import { callerError } from './provider-errors.ts'

export interface ZoneExport {
  /** Such as `example.com.zone`. */
  fileName: string
  text: AsyncGenerator<string>
}

/** Characters of text that go out at once. */
const pieceSize = 0x10000

/**
 * A zone as a zone file, read as it's sent. What goes wrong before there is a first piece is thrown here; later the text ends
 * with a line that no reader of zone files takes, and then throws: so a file that was cut off never passes for a whole one.
 */
export async function exportZone(deps: Deps, place: Place, id: string): Promise<ZoneExport> {
  const zone = await findZone(deps, place, id)
  const text = printZone(await openZone(deps, zone))
  const first = await text.next().catch(error => Promise.reject(callerError(error)))
  const name = domainText(zone.domain).replaceAll(/[^a-z0-9._-]/g, '_')
  return { fileName: `${name}.zone`, text: ensureEnd(first.value ?? '', text) }
}

async function* printZone({ provider, remote }: OpenZone): AsyncGenerator<string> {
  const printer = createZoneFilePrinter({ origin: remote.name })
  let piece = ''
  for await (const set of provider.rrsets(remote)) {
    piece += printer.add(set)
    if (piece.length < pieceSize) continue
    yield piece
    piece = ''
    await turn()
  }
  yield `${piece}${printer.end()}; end of ${domainText(remote.name)}\n`
}

async function* ensureEnd(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first
  try {
    yield* rest
  } catch (error) {
    yield '$INCOMPLETE the zone could not be read any further, so this is not all of it\n'
    // The line has to be on its way before the connection is broken off.
    await turn()
    throw error
  }
}
