/** Reads the zone file named, as a stream, and prints how many records and problems there were. */
import { createReadStream } from 'node:fs'
import { parseZoneFile } from '../../src/dns/zone-file.ts'

let records = 0
let problems = 0
const chunks = createReadStream(process.argv[2] ?? '', { highWaterMark: 256 * 1024 })
for await (const batch of parseZoneFile(chunks, { origin: 'bench.example.' })) {
  records += batch.records.length
  problems += batch.problems.length
}
console.log(JSON.stringify({ records, problems }))
