import type { NameServer, NameServerOptions } from './nameserver/name-server.ts'
import type { Log } from './services/deps.ts'

/** Milliseconds before a name server that died is started again. */
const restartDelay = 500

/**
 * A name server that is started again, on the same port, when its thread dies. While it's down its promises reject; `refill` is
 * called as soon as it's back, for the new one knows no zones.
 */
export async function superviseNameServer(
  start: (options: NameServerOptions) => Promise<NameServer>,
  options: Omit<NameServerOptions, 'onFailure'> & { log: Log; refill(): Promise<void> },
): Promise<NameServer> {
  const { host, front, transferLimits, log } = options
  let closing = false
  let port = options.port
  let current: NameServer | Error = await begin()

  function begin(): Promise<NameServer> {
    return start({ host, port, front, transferLimits, onFailure: fail })
  }

  function fail(error: Error): void {
    if (closing) return
    log.error({ err: error }, 'the name server died; starting it again')
    current = error
    setTimeout(restart, restartDelay).unref()
  }

  async function restart(): Promise<void> {
    if (closing) return
    try {
      current = await begin()
      await options.refill()
      log.info({}, 'the name server is back')
    } catch (error) {
      fail(error as Error)
    }
  }

  function running(): NameServer {
    if (current instanceof Error) throw new Error('the name server is down', { cause: current })
    return current
  }

  const { address } = running()
  port = address.port
  return {
    address,
    load: async (zone, chunks, how) => running().load(zone, chunks, how),
    apply: async (zone, changes) => running().apply(zone, changes),
    remove: async (zone, how) => running().remove(zone, how),
    stats: async () => running().stats(),
    close: async () => {
      closing = true
      if (!(current instanceof Error)) await current.close()
    },
  }
}
