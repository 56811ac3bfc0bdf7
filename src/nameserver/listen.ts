import type { Responder } from './responder.ts'
import { listenTcp, type TcpListener } from './tcp-listener.ts'
import { listenUdp, type UdpListener } from './udp-listener.ts'

export interface Listeners {
  udp: UdpListener
  tcp: TcpListener
}

/** How often a port that's free for UDP may turn out to be taken for TCP. */
const triesForFreePort = 20

/** Listens on one port for both; 0 takes one that's free for both. Rejects where it can't be had, leaving nothing open. */
export async function listen(host: string, port: number, responder: Responder): Promise<Listeners> {
  for (let left = port === 0 ? triesForFreePort : 1; ; left--) {
    const udp = await listenUdp(host, port, responder)
    try {
      return { udp, tcp: await listenTcp(host, udp.port, responder) }
    } catch (error) {
      await udp.close()
      if (left <= 1) throw error
    }
  }
}
