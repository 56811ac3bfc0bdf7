import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between one instance and PostgreSQL, and spoils the connection that carries notices. */
export interface PostgresProxy {
  port: number
  /** The port that the connection for notices comes from, as PostgreSQL sees it. */
  noticesPort(): number
  /** The connection there is just now carries nothing any more, and stays open. */
  hang(): void
  /** Takes notices out of what PostgreSQL sends; all else goes through. */
  dropNotices(): void
  close(): void
}

/** How the instance names that connection (`application_name`), in its first message. */
const noticesName = 'zoneplane notices'

interface Link {
  upstream: Socket
  hangs: boolean
}

export async function startPostgresProxy(target: number): Promise<PostgresProxy> {
  const sockets = new Set<Socket>()
  let notices: Link | undefined
  let drops = false

  function join(client: Socket): void {
    const link: Link = { upstream: connect(target, '127.0.0.1'), hangs: false }
    const { upstream } = link
    const withoutNotices = createNoticeFilter()
    client.once('data', first => {
      if (first.includes(noticesName)) notices = link
    })
    client.on('data', data => {
      if (!link.hangs) upstream.write(data)
    })
    upstream.on('data', data => {
      if (link.hangs) return
      client.write(link === notices ? withoutNotices(data, drops) : data)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }

  const server = createServer({ noDelay: true }, join).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    noticesPort: () => notices?.upstream.localPort ?? 0,
    hang: () => {
      if (notices !== undefined) notices.hangs = true
    },
    dropNotices: () => {
      drops = true
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const notificationResponse = 0x41

/**
 * Cuts what the server sends into its messages, a byte for the type and four for the length, which counts itself
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html); what isn't whole yet is kept for the next call.
 */
function createNoticeFilter(): (data: Buffer, drops: boolean) => Buffer {
  let rest: Buffer = Buffer.alloc(0)
  return (data, drops) => {
    rest = Buffer.concat([rest, data])
    const kept: Buffer[] = []
    while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const size = 1 + rest.readUInt32BE(1)
      if (!drops || rest[0] !== notificationResponse) kept.push(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
    return Buffer.concat(kept)
  }
}
