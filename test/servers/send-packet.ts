import { createSocket } from 'node:dgram'

/** Sends one packet to a port on loopback and gives the first that comes back; undefined where none does in time. */
export function sendPacket(port: number, packet: Uint8Array, milliseconds: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    const end = (reply?: Uint8Array) => {
      clearTimeout(timer)
      socket.close()
      resolve(reply)
    }
    const timer = setTimeout(end, milliseconds)
    socket.once('message', end)
    socket.once('error', reject)
    socket.send(packet, port, '127.0.0.1')
  })
}
