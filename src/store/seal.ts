import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { StoreError } from './store.ts'

/** Where a sealed value stands. It opens nowhere else: one that was copied to another row or column doesn't. */
export interface SealedPlace {
  table: string
  column: string
  /** What tells the row from the table's others. */
  row: number | string
}

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts a text with AES-256-GCM (NIST SP 800-38D) under a random nonce, into `v1.<key id>.<nonce>.<ciphertext and tag>`,
 * the last two in base64url.
 */
export function seal(key: Uint8Array, place: SealedPlace, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bytesOf(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [version, keyId(key), nonce.toString('base64url'), sealed.toString('base64url')].join('.')
}

/** The text that was sealed. Throws `StoreError('sealed')` for another key, another place, or a value that was changed. */
export function unseal(key: Uint8Array, place: SealedPlace, value: string): string {
  const [given, sealedWith, nonce, sealed, ...rest] = value.split('.')
  if (given !== version || sealed === undefined || rest.length > 0) throw refused(place, 'it is in no known form')
  if (sealedWith !== keyId(key)) throw refused(place, `it was sealed with key ${sealedWith}, and this is ${keyId(key)}`)
  try {
    return decrypt(key, place, Buffer.from(nonce!, 'base64url'), Buffer.from(sealed, 'base64url'))
  } catch (cause) {
    throw refused(place, `it was changed or moved since it was sealed (with key ${sealedWith})`, cause)
  }
}

/** Tells keys apart without telling anything of them: the first four bytes of the key's SHA-256, in hex. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function decrypt(key: Uint8Array, place: SealedPlace, nonce: Buffer, sealed: Buffer): string {
  const tagAt = sealed.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(bytesOf(place)).setAuthTag(sealed.subarray(tagAt))
  return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()]).toString('utf8')
}

const textOf = (place: SealedPlace) => `${place.table}/${place.column}/${place.row}`
const bytesOf = (place: SealedPlace) => Buffer.from(textOf(place))

function refused(place: SealedPlace, reason: string, cause?: unknown): StoreError {
  return new StoreError('sealed', `The secret at ${textOf(place)} cannot be opened: ${reason}.`, { cause })
}
