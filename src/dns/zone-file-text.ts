/** Small chunks are put together up to this, since what an entry begins in one chunk is read again with the next. */
const blockSize = 0x10000

/** Makes text of a file's chunks. Bytes that aren't UTF-8 become U+FFFD. */
export interface TextBlocks {
  /** The next block of text, once there is enough for one. */
  add(chunk: string | Uint8Array): string | undefined
  /** What is left. */
  end(): string
}

export function textBlocks(): TextBlocks {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let pieces: string[] = []
  let size = 0
  let first = true

  function take(): string {
    const text = pieces.join('')
    pieces = []
    size = 0
    const withoutMark = first && text.startsWith('\ufeff') ? text.slice(1) : text
    first &&= text === ''
    return withoutMark
  }

  return {
    add(chunk) {
      const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
      pieces.push(text)
      size += text.length
      return size < blockSize ? undefined : take()
    },
    end() {
      pieces.push(decoder.decode())
      return take()
    },
  }
}
