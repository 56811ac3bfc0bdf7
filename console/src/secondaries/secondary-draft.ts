import type { SecondaryBody, SecondaryData } from '../../../src/sdk/index.ts'

/** A secondary as it is entered. */
export interface SecondaryDraft {
  name: string
  address: string
  port: number | string
  hostname: string
  notify: boolean
  transferFrom: string[]
  key: {
    kind: 'made' | 'own' | 'none'
    name: string
    algorithm: NonNullable<NonNullable<SecondaryBody['tsig']>['algorithm']>
    secret: string
  }
}

export function draftOf(secondary: SecondaryData | undefined): SecondaryDraft {
  return {
    name: secondary?.name ?? '',
    address: secondary?.address ?? '',
    port: secondary?.port ?? 53,
    hostname: secondary?.hostname ?? '',
    notify: secondary?.notify ?? true,
    transferFrom: secondary?.transferFrom ?? [],
    key: { kind: 'made', name: '', algorithm: 'hmac-sha256', secret: '' },
  }
}

/** As the API takes it. */
export function bodyOf({ name, address, port, hostname, notify, transferFrom, key }: SecondaryDraft): SecondaryBody {
  const tsig = tsigOf(key)
  return {
    name: name.trim(),
    address: address.trim(),
    port: port === '' ? 53 : Number(port),
    hostname: hostname.trim() === '' ? null : hostname.trim(),
    notify,
    transferFrom: transferFrom.length === 0 ? null : transferFrom,
    ...(tsig !== undefined && { tsig }),
  }
}

/** Undefined: one is made. */
function tsigOf({ kind, name, algorithm, secret }: SecondaryDraft['key']): SecondaryBody['tsig'] {
  if (kind === 'made') return undefined
  if (kind === 'none') return null
  return { algorithm, ...(name.trim() !== '' && { name: name.trim() }), secret: secret.trim() }
}
