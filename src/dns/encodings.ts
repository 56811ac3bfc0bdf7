/** Bytes as text: hex, base64 (RFC 4648 §4) and base32hex without padding (§7). Reading gives undefined for other text. */

export function hexText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte < 16 ? `0${byte.toString(16)}` : byte.toString(16)
  return text
}

export function hexBytes(text: string): Uint8Array | undefined {
  if (text.length % 2 === 1 || !/^[0-9A-Fa-f]*$/.test(text)) return undefined
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  )
}

export function base64Text(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Padding must be there; bits of the last character that belong to no byte are dropped. */
export function base64Bytes(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Uint8Array.from(atob(text), character => character.charCodeAt(0))
}

const base32Digits = '0123456789abcdefghijklmnopqrstuv'

export function base32HexText(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += base32Digits[(value >> (bits - 5)) & 31]
  }
  return bits === 0 ? text : text + base32Digits[(value << (5 - bits)) & 31]
}

export function base32HexBytes(text: string): Uint8Array | undefined {
  if (!/^[0-9A-Va-v]*$/.test(text) || [1, 3, 6].includes(text.length % 8)) return undefined
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const character of text.toLowerCase()) {
    value = ((value << 5) | base32Digits.indexOf(character)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 255)
    }
  }
  return Uint8Array.from(bytes)
}
