import { bytesOfText, quoteBytes } from '../character-string.ts'
import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { Field } from './field.ts'
import { keyCode, keyName, paramKinds } from './svc-param-kinds.ts'

interface Param {
  key: number
  wire: Uint8Array
  column: number
}

/** The parameters of SVCB and HTTPS (RFC 9460 §2.1), canonically by number, each value in quotes. */
export const svcParams: Field = {
  parse: tokens => {
    const params: Param[] = []
    while (!tokens.done) params.push(readParam(tokens.word('a parameter')))
    params.sort((a, b) => a.key - b.key)
    checkParams(params)
    return params.map(({ key, wire }) => paramText(key, wire)).join(' ')
  },
  encode: (tokens, writer) => {
    while (!tokens.done) {
      const { key, wire } = readParam(tokens.next('a parameter'))
      writer.u16(key)
      writer.u16(wire.length)
      writer.write(wire)
    }
  },
  decode: reader => {
    const texts: string[] = []
    for (let last = -1; reader.remaining > 0; ) {
      const key = reader.u16()
      if (key <= last) throw new DnsError('invalid_svc_params', 'parameters must come in order, each once')
      texts.push(paramText(key, reader.take(reader.u16())))
      last = key
    }
    return texts.join(' ')
  },
}

/** `key`, `key=word` or `key="string"`. */
function readParam(token: Token): Param {
  const [keyText] = token.text.split('=', 1) as [string]
  const key = keyCode(keyText)
  if (key === undefined) {
    throw new DnsError('unknown_svc_param', `“${keyText}” is no parameter: others are written key12345`, token.column)
  }
  const kind = paramKinds[key]
  const value = valueBytes(token, keyText.length + 1)
  const wire = kind === undefined ? value : kind.read(value, token.column)
  if (wire.length > 0xffff) throw new DnsError('string_too_long', 'a parameter has 65535 bytes at most', token.column)
  return { key, wire, column: token.column }
}

function valueBytes(token: Token, start: number): Uint8Array {
  const text = token.text.slice(start)
  const quoted = text.startsWith('"')
  return bytesOfText(quoted ? text.slice(1, -1) : text, quoted, token.column + start + (quoted ? 1 : 0))
}

function paramText(key: number, wire: Uint8Array): string {
  const value = paramKinds[key] === undefined ? wire : paramKinds[key].write(wire)
  return value.length === 0 ? keyName(key) : `${keyName(key)}=${quoteBytes(value)}`
}

/** No key twice (§2.1), every mandatory one there (§8), and something to add to where the default is taken away (§7.1.1). */
function checkParams(params: readonly Param[]): void {
  const keys = params.map(param => param.key)
  const twice = params.find(({ key }, index) => keys[index - 1] === key)
  if (twice) throw new DnsError('duplicate_svc_param', `${keyName(twice.key)} is given twice`, twice.column)
  const mandatory = params.find(param => param.key === 0)
  for (let at = 0; mandatory && at < mandatory.wire.length; at += 2) {
    const key = mandatory.wire[at]! * 256 + mandatory.wire[at + 1]!
    if (!keys.includes(key)) {
      throw new DnsError('missing_svc_param', `${keyName(key)} is mandatory and not there`, mandatory.column)
    }
  }
  const noDefault = params.find(param => param.key === 2)
  if (noDefault && !keys.includes(1)) {
    throw new DnsError('missing_svc_param', 'no-default-alpn must come with alpn', noDefault.column)
  }
}
