import { createHash, createHmac } from 'node:crypto'

/** What is signed of a request. */
export interface SignedRequest {
  method: string
  /** As it came, with its query. */
  url: string
  headers: Readonly<Record<string, string | undefined>>
  body: string
}

export interface Signature {
  accessKeyId: string
  /** `20261231` */
  day: string
  region: string
  service: string
  signedHeaders: string[]
  signature: string
}

/** The parts of an `authorization` header; undefined where it isn't one of Signature Version 4. */
export function readAuthorization(header: string | undefined): Signature | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([\da-f]{64})$/.exec(
      header ?? '',
    )
  if (match === null) return undefined
  const [, accessKeyId = '', day = '', region = '', service = '', signed = '', signature = ''] = match
  return { accessKeyId, day, region, service, signedHeaders: signed.split(';'), signature }
}

/** Whether the request was signed with the secret (AWS Signature Version 4, "Create a signed request"). */
export function isSigned(request: SignedRequest, signature: Signature, secret: string): boolean {
  const { day, region, service } = signature
  const scope = `${day}/${region}/${service}/aws4_request`
  const time = request.headers['x-amz-date'] ?? ''
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalRequest(request, signature))].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  return hmac(key, toSign).toString('hex') === signature.signature
}

function canonicalRequest({ method, url, headers, body }: SignedRequest, { signedHeaders }: Signature): string {
  const [path = '/', query = ''] = url.split('?')
  const named = signedHeaders.map(name => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`)
  return [
    method,
    path.split('/').map(encode).join('/'),
    canonicalQuery(query),
    named.join(''),
    signedHeaders.join(';'),
    sha256(body),
  ].join('\n')
}

function canonicalQuery(query: string): string {
  const parts = [...new URLSearchParams(query.replaceAll('+', '%2B'))].map(([name, value]) => [
    encode(name),
    encode(value),
  ])
  return parts
    .map(part => part.join('='))
    .sort()
    .join('&')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
