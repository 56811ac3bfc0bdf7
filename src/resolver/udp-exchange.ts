import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'
import { type Attempt, limited, networkError } from './attempt.ts'
import { QueryError } from './query-error.ts'

/** So many packets that aren't the answer are somebody's attempt to guess it. */
const strangersAllowed = 100

/**
 * Sends one packet and waits for the answer. The socket is new, on a port that the system picks at random, and connected: packets from
 * other addresses or ports don't come in (RFC 5452 §9.1), and that nobody listens there is heard at once.
 */
export function exchangeUdp<T>(attempt: Attempt<T>): Promise<T> {
  const { server, request, accept } = attempt
  return limited(attempt, ({ resolve, reject }) => {
    const socket = createSocket(isIP(server.address) === 6 ? 'udp6' : 'udp4')
    const fail = (error: Error) => reject(networkError(server, error))
    let strangers = 0
    socket.on('error', fail)
    socket.on('message', message => {
      try {
        const accepted = accept(message)
        if (accepted !== undefined) resolve(accepted)
        else if (++strangers > strangersAllowed)
          reject(new QueryError('malformed', 'answers something else', { server }))
      } catch (error) {
        reject(error)
      }
    })
    socket.connect(server.port, server.address, (error?: Error) => {
      if (error) fail(error)
      else socket.send(request, error => error && fail(error))
    })
    return () => socket.close()
  })
}
