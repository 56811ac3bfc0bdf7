import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { WireReader } from '../wire-reader.ts'
import type { WireWriter } from '../wire-writer.ts'
import type { Field } from './field.ts'

/** Words that may be written instead of numbers. */
type Words = Readonly<Record<string, number>>

/** 0–255. With `words`, these (in capitals) may be written instead; canonical text has numbers. */
export function u8(label: string, words?: Words): Field {
  return unsigned(1, token => (words && wordNumber(token.text, words)) ?? readNumber(token, 0xff, label), label)
}

/** 0–65535; `words` as with `u8`. */
export function u16(label: string, words?: Words): Field {
  return unsigned(2, token => (words && wordNumber(token.text, words)) ?? readNumber(token, 0xffff, label), label)
}

/** 0–4294967295. */
export function u32(label: string): Field {
  return unsigned(4, token => readNumber(token, 0xffffffff, label), label)
}

/** Seconds, also written with units (`1w2d3h4m5s`) as BIND has always allowed in zone files. */
export function period(label: string): Field {
  return unsigned(4, token => readPeriod(token, label), label)
}

/** 0–255, canonically written as one of `words` where there is one. */
export function u8OrWord(label: string, words: Words): Field {
  const number = u8(label, words)
  const written = (text: string) => Object.keys(words).find(word => words[word] === Number(text)) ?? text
  return {
    parse: tokens => written(number.parse(tokens)),
    encode: (tokens, writer) => writer.u8(Number(number.parse(tokens))),
    decode: reader => written(number.decode(reader)),
  }
}

/** A decimal number without sign. Throws `invalid_number`, `number_out_of_range`. */
export function readNumber(token: Token, max: number, label: string): number {
  const { text } = token
  let value = 0
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30
    if (digit < 0 || digit > 9) throw notANumber(token, max, label)
    value = value * 10 + digit
  }
  if (text.length === 0) throw notANumber(token, max, label)
  if (value > max) throw new DnsError('number_out_of_range', `${label} must be 0–${max}, not ${text}`, token.column)
  return value
}

function notANumber(token: Token, max: number, label: string): DnsError {
  return new DnsError('invalid_number', `${label} must be a number 0–${max}, not “${token.text}”`, token.column)
}

function unsigned(size: 1 | 2 | 4, read: (token: Token) => number, label: string): Field {
  return {
    parse: tokens => String(read(tokens.word(label))),
    encode: (tokens, writer) => write(writer, size, Number(tokens.next(label).text)),
    decode: reader => String(readWire(reader, size)),
  }
}

function write(writer: WireWriter, size: 1 | 2 | 4, value: number): void {
  if (size === 1) writer.u8(value)
  else if (size === 2) writer.u16(value)
  else writer.u32(value)
}

function readWire(reader: WireReader, size: 1 | 2 | 4): number {
  if (size === 1) return reader.u8()
  return size === 2 ? reader.u16() : reader.u32()
}

function wordNumber(text: string, words: Words): number | undefined {
  const word = text.toUpperCase()
  return Object.hasOwn(words, word) ? words[word] : undefined
}

const secondsOf: Words = { S: 1, M: 60, H: 3600, D: 86400, W: 604800 }

function readPeriod(token: Token, label: string): number {
  if (!/^(\d+[smhdw])+(\d+)?$/i.test(token.text)) return readNumber(token, 0xffffffff, label)
  let seconds = 0
  for (const [, count, unit = 's'] of token.text.matchAll(/(\d+)([smhdw])?/gi)) {
    seconds += Number(count) * secondsOf[unit.toUpperCase()]!
  }
  if (seconds <= 0xffffffff) return seconds
  throw new DnsError('number_out_of_range', `${label} must be 0–4294967295 seconds, not ${token.text}`, token.column)
}
