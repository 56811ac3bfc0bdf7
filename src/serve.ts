import { pino } from 'pino'
import { firstStartBanner, runningBanner } from './banner.ts'
import { readConfig } from './config.ts'
import { type Running, startZoneplane } from './main.ts'

/** Milliseconds that a stop may take; what isn't finished by then is cut off. */
const stopLimit = 10_000

/** Runs Zoneplane in this process until it's told to stop. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env)
  // Logs go to standard error, so that the banner on standard output stays readable and can be caught alone.
  const log = pino({ level: config.logLevel }, pino.destination(2))
  const running = await startZoneplane(config, log)
  stopOnSignals(running)
  process.stdout.write(bannerOf(running))
}

function bannerOf(running: Running): string {
  const { firstStart } = running
  return runningBanner(running) + (firstStart === undefined ? '' : firstStartBanner(running, firstStart))
}

function stopOnSignals(running: Running): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), stopLimit).unref()
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`zoneplane: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
