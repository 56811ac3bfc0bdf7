/** Zoneplane that kills itself when a write comes to `CRASH_AT` for the `CRASH_AFTER`th time; it runs on without `CRASH_AT`. */
import { pino } from 'pino'
import { firstStartBanner, runningBanner } from '../../src/banner.ts'
import { readConfig } from '../../src/config.ts'
import { startZoneplane } from '../../src/main.ts'

const { CRASH_AT: point, CRASH_AFTER: after = '1' } = process.env
let left = Number(after)

const config = readConfig(process.env)
const running = await startZoneplane(config, pino({ level: 'warn' }, pino.destination(2)), async name => {
  if (name === point && --left === 0) process.kill(process.pid, 'SIGKILL')
})
process.on('SIGTERM', () => void running.close().then(() => process.exit(0)))
const { firstStart } = running
process.stdout.write(runningBanner(running) + (firstStart === undefined ? '' : firstStartBanner(running, firstStart)))
