import { DnsError } from '../problem.ts'
import type { Token } from '../tokens.ts'
import type { Field, RecordDefinition } from './field.ts'
import { u8 } from './number-fields.ts'
import { restString } from './string-fields.ts'

/** RFC 8659 §4.1: letters and digits; matched without regard to case, so canonically small. */
const tag: Field = {
  parse: tokens => readTag(tokens.word('the tag')),
  encode: (tokens, writer) => {
    const { text } = tokens.next('the tag')
    writer.u8(text.length)
    writer.ascii(text)
  },
  decode: reader => readTag({ text: String.fromCharCode(...reader.take(reader.u8())), quoted: false, column: 0 }),
}

function readTag(token: Token): string {
  if (/^[A-Za-z0-9]{1,255}$/.test(token.text)) return token.text.toLowerCase()
  throw new DnsError('invalid_caa_tag', `a tag has letters and digits only, not “${token.text}”`, token.column)
}

/** RFC 8659 §4: flags, tag (`issue`, `issuewild`, `iodef`, …) and value: who may issue certificates for the name. */
export const caa: RecordDefinition = { type: 'CAA', fields: [u8('the flags'), tag, restString('the value')] }
