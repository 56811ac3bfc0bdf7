import { ZoneplaneError } from './error.ts'

/** Bytes at the end of a file that its last line is looked for in: a name in presentation form has 1,016 characters at most. */
const longestEnd = 2048

/**
 * Passes a zone file on, and fails at its end where the last line, `; end of example.com`, is missing: what was cut off must
 * not pass for a whole zone.
 */
export function wholeZoneFile(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let end: Uint8Array = new Uint8Array()
  return new TransformStream({
    transform(chunk, controller) {
      end = lastBytes(end, chunk)
      controller.enqueue(chunk)
    },
    flush() {
      if (/(?:^|\n); end of \S+\n$/.test(new TextDecoder().decode(end))) return
      const message = 'The zone file broke off: the server could not read the zone whole.'
      throw new ZoneplaneError(message, { status: 200, code: 'unexpected_reply' })
    },
  })
}

function lastBytes(before: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (chunk.length >= longestEnd) return chunk.slice(-longestEnd)
  const both = new Uint8Array(before.length + chunk.length)
  both.set(before)
  both.set(chunk, before.length)
  return both.slice(-longestEnd)
}
