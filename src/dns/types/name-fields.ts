import { parseName } from '../name.ts'
import type { Field } from './field.ts'

/** A domain name, absolute or relative to the origin. */
export function name(label: string): Field {
  return {
    parse: tokens => {
      const token = tokens.word(label)
      return parseName(token.text, tokens.origin, token.column)
    },
    encode: (tokens, writer) => writer.name(tokens.next(label).text),
    decode: reader => reader.name(),
  }
}

/** All names there are up to the end, none included. */
export function names(label: string): Field {
  const one = name(label)
  return {
    parse: tokens => {
      const texts: string[] = []
      while (!tokens.done) texts.push(one.parse(tokens))
      return texts.join(' ')
    },
    encode: (tokens, writer) => {
      while (!tokens.done) one.encode(tokens, writer)
    },
    decode: reader => {
      const texts: string[] = []
      while (reader.remaining > 0) texts.push(reader.name())
      return texts.join(' ')
    },
  }
}
