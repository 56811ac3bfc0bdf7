import type { Responder } from './responder.ts'
import { listenUdpBatches } from './udp-batch-listener.ts'
import { listenUdpPackets } from './udp-packet-listener.ts'
import { socketAddress } from './udp-socket.ts'
import { loadUdpSystemCalls } from './udp-system-calls.ts'

export interface UdpListener {
  readonly port: number
  questions(): number
  close(): Promise<void>
}

/**
 * Answers on one UDP port; 0 takes a free one. Many packets at once where the system's calls for that can be had, one by
 * one elsewhere. Rejects, with the system's `code`, where the address can't be had.
 */
export async function listenUdp(
  host: string,
  port: number,
  responder: Responder,
  calls = loadUdpSystemCalls(),
): Promise<UdpListener> {
  const address = socketAddress(host, port)
  if (calls === undefined || address === undefined) return listenUdpPackets(host, port, responder)
  return listenUdpBatches(calls, address, host, responder)
}
