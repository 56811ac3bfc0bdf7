import { createRequire } from 'node:module'
import { getSystemErrorName } from 'node:util'

/** Calls of the system that Node has no functions for, as libc has them. Memory must be right: nothing checks it. */
export interface UdpSystemCalls {
  socket(domain: number, type: number, protocol: number): number
  bind(socket: number, address: Uint8Array, length: number): number
  setsockopt(socket: number, level: number, option: number, value: Uint8Array, length: number): number
  close(socket: number): number
  recvmmsg(socket: number, headers: Uint8Array, count: number, flags: number, timeout: null): number
  sendmmsg(socket: number, headers: Uint8Array, count: number, flags: number): number
  poll(waits: Uint8Array, count: number, milliseconds: number): number
  address(memory: ArrayBuffer): bigint
  /** The last call's error, where it gave -1, by name: `EAGAIN`. To be asked at once. */
  error(): string
}

/** What we use of koffi, a library that calls functions of others. Its platform packages come without types. */
interface Koffi {
  load(library: null): { func(prototype: string): never }
  address(memory: ArrayBuffer): bigint
  errno(): number
}

/** Undefined where they can't be had: on other systems, without the optional package, or where anything in it fails. */
export function loadUdpSystemCalls(
  system = `${process.platform}-${process.arch}`,
  load: (name: string) => unknown = createRequire(import.meta.url),
): UdpSystemCalls | undefined {
  // What's laid out for these calls is laid out for these two.
  if (system !== 'linux-x64' && system !== 'linux-arm64') return undefined
  try {
    return declareCalls(load(`@koromix/koffi-${system}`) as Koffi)
  } catch {
    return undefined
  }
}

function declareCalls(koffi: Koffi): UdpSystemCalls {
  const libc = koffi.load(null)
  return {
    socket: libc.func('int socket(int, int, int)'),
    bind: libc.func('int bind(int, void *, unsigned int)'),
    setsockopt: libc.func('int setsockopt(int, int, int, void *, unsigned int)'),
    close: libc.func('int close(int)'),
    recvmmsg: libc.func('int recvmmsg(int, void *, unsigned int, int, void *)'),
    sendmmsg: libc.func('int sendmmsg(int, void *, unsigned int, int)'),
    poll: libc.func('int poll(void *, unsigned long, int)'),
    address: memory => koffi.address(memory),
    error: () => getSystemErrorName(-koffi.errno()),
  }
}
