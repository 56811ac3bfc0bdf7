import { groupsFromBytes, groupsToBytes, ipv4Bytes, ipv4Text, ipv6Groups, ipv6Text, isIpv4 } from '../address.ts'
import { base64Bytes, base64Text } from '../encodings.ts'
import { DnsError } from '../problem.ts'
import { splitList, writeList } from './svc-param-list.ts'

/** How one parameter's value is written; both sides are bytes, as any byte may be escaped in a value. */
interface ParamKind {
  name: string
  /** Throws `invalid_svc_param`. */
  read(value: Uint8Array, column: number | undefined): Uint8Array
  /** Wire → value. Throws `invalid_svc_param`. */
  write(wire: Uint8Array): Uint8Array
}

/** By key (IANA "Service Parameter Keys (SvcParamKeys)"): RFC 9460 §7 and §8, RFC 9461 (dohpath), RFC 9540 (ohttp). */
export const paramKinds: Readonly<Partial<Record<number, ParamKind>>> = {
  0: mandatory(),
  1: alpn(),
  2: flag('no-default-alpn'),
  3: port(),
  4: addresses('ipv4hint', 4, text => (isIpv4(text) ? ipv4Bytes(text) : undefined), ipv4Text),
  5: ech(),
  6: addresses('ipv6hint', 16, ipv6Of, bytes => ipv6Text(groupsFromBytes(bytes))),
  7: { name: 'dohpath', read: value => value, write: wire => wire },
  8: flag('ohttp'),
}

/** The key's number, from its name or `key` and the number. */
export function keyCode(text: string): number | undefined {
  const name = text.toLowerCase()
  const known = Object.keys(paramKinds).find(key => paramKinds[Number(key)]?.name === name)
  const digits = known ?? /^key(0|[1-9]\d{0,4})$/.exec(name)?.[1]
  return digits !== undefined && Number(digits) < 65535 ? Number(digits) : undefined
}

export function keyName(key: number): string {
  return paramKinds[key]?.name ?? `key${key}`
}

function mandatory(): ParamKind {
  return {
    name: 'mandatory',
    read: (value, column) => {
      const keys = splitList(value).map(item => keyCode(textOf(item)) ?? 0)
      keys.sort((a, b) => a - b)
      if (keys.includes(0) || new Set(keys).size < keys.length) throw invalid('mandatory', column)
      return Uint8Array.from(groupsToBytes(keys))
    },
    write: wire => {
      const keys = groupsFromBytes(wire)
      const sorted = keys.every((key, index) => key > (keys[index - 1] ?? 0))
      if (wire.length === 0 || wire.length % 2 === 1 || !sorted) throw invalid('mandatory')
      return bytesOf(keys.map(keyName).join(','))
    },
  }
}

/** Protocol names of 1–255 bytes, each after its length. */
function alpn(): ParamKind {
  return {
    name: 'alpn',
    read: (value, column) => {
      const names = splitList(value)
      if (names.some(name => name.length < 1 || name.length > 255)) throw invalid('alpn', column)
      return Uint8Array.from(names.flatMap(name => [name.length, ...name]))
    },
    write: wire => {
      const names: Uint8Array[] = []
      let at = 0
      for (; at < wire.length; at += wire[at]! + 1) names.push(wire.subarray(at + 1, at + 1 + wire[at]!))
      if (names.length === 0 || at !== wire.length || names.some(name => name.length === 0)) throw invalid('alpn')
      return writeList(names)
    },
  }
}

function flag(name: string): ParamKind {
  const read = (value: Uint8Array, column?: number) => {
    if (value.length > 0) throw invalid(name, column)
    return value
  }
  return { name, read, write: wire => read(wire) }
}

function port(): ParamKind {
  return {
    name: 'port',
    read: (value, column) => {
      const text = textOf(value)
      if (!/^\d{1,5}$/.test(text) || Number(text) > 0xffff) throw invalid('port', column)
      return Uint8Array.from(groupsToBytes([Number(text)]))
    },
    write: wire => {
      if (wire.length !== 2) throw invalid('port')
      return bytesOf(String(groupsFromBytes(wire)[0]))
    },
  }
}

function addresses(
  name: string,
  size: number,
  readOne: (text: string) => number[] | undefined,
  writeOne: (bytes: Uint8Array) => string,
): ParamKind {
  return {
    name,
    read: (value, column) => {
      const all = splitList(value).map(item => readOne(textOf(item)))
      if (all.includes(undefined)) throw invalid(name, column)
      return Uint8Array.from(all.flatMap(bytes => bytes ?? []))
    },
    write: wire => {
      if (wire.length === 0 || wire.length % size !== 0) throw invalid(name)
      const texts = Array.from({ length: wire.length / size }, (_, index) =>
        writeOne(wire.subarray(index * size, (index + 1) * size)),
      )
      return bytesOf(texts.join(','))
    },
  }
}

function ipv6Of(text: string): number[] | undefined {
  const groups = ipv6Groups(text)
  return groups && groupsToBytes(groups)
}

function ech(): ParamKind {
  return {
    name: 'ech',
    read: (value, column) => {
      const bytes = base64Bytes(textOf(value))
      if (bytes === undefined || bytes.length === 0) throw invalid('ech', column)
      return bytes
    },
    write: wire => {
      if (wire.length === 0) throw invalid('ech')
      return bytesOf(base64Text(wire))
    },
  }
}

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

function bytesOf(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, character => character.charCodeAt(0))
}

function invalid(name: string, column?: number): DnsError {
  return new DnsError('invalid_svc_param', `the value of ${name} is not what RFC 9460 says it must be`, column)
}
