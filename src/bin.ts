#!/usr/bin/env node
import { pino } from 'pino'
import { firstStartBanner, runningBanner } from './banner.ts'
import { ConfigError, readConfig } from './config.ts'
import { type Running, startZoneplane } from './main.ts'
import { StoreError } from './store/store.ts'

/** Milliseconds that a stop may take; what isn't finished by then is cut off. */
const stopLimit = 10_000

const [command] = process.argv.slice(2)
if (command === 'serve' && process.argv.length === 3) await serve()
else usage()

async function serve(): Promise<void> {
  try {
    const config = readConfig(process.env)
    // Logs go to standard error, so that the banner on standard output stays readable and can be caught alone.
    const log = pino({ level: config.logLevel }, pino.destination(2))
    const running = await startZoneplane(config, log)
    stopOnSignals(running)
    process.stdout.write(bannerOf(running))
  } catch (error) {
    fail(error)
  }
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
    running.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function usage(): void {
  process.stderr.write(
    'usage: zoneplane serve\n\nSettings come from the environment; docs/reference/settings.md lists them.\n',
  )
  process.exitCode = 2
}

/** Says what went wrong; with a stack only where it's nobody's setting that is to blame. */
function fail(error: unknown): void {
  const explained = error instanceof ConfigError || error instanceof StoreError || isAddressError(error)
  const text = explained
    ? (error as Error).message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error)
  process.stderr.write(`zoneplane: ${text}\n`)
  process.exit(1)
}

function isAddressError(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL' || code === 'EACCES'
}
