import { readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'
import { Ajv, type ValidateFunction } from 'ajv'
import { invalidRecord, refuse } from './api-error.ts'

const document = JSON.parse(
  readFileSync(new URL('../../vectors/cloudflare-dns.openapi.json', import.meta.url), 'utf8'),
) as { components: { schemas: Record<string, { allOf?: Schema[]; properties?: Record<string, Schema> }> } }

interface Schema {
  properties?: Record<string, Schema>
}

/** Checks requests against the service's published description. What that leaves open is up to the rules. */
export interface RequestSchemas {
  /** A whole record, as it is posted or put. */
  checkRecord(record: Record<string, unknown>): void
  /** What a patch says of one. */
  checkFields(record: Record<string, unknown>): void
}

/** `OPENPGPKEY` came after the description (2024-08). */
const undescribed = new Set(['OPENPGPKEY'])

export function createSchemas(): RequestSchemas {
  const ajv = new Ajv({
    strict: false,
    allErrors: false,
    formats: { ipv4: isIPv4, ipv6: isIPv6, hostname: true, 'date-time': true },
  })
  ajv.addSchema(document, 'api')
  const validators = new Map<string, ValidateFunction | undefined>()

  function validator(schema: string): ValidateFunction | undefined {
    if (!validators.has(schema)) validators.set(schema, ajv.getSchema(`api#/components/schemas/${schema}`))
    return validators.get(schema)
  }

  function check(schema: string, value: unknown): void {
    const validate = validator(schema)
    if (validate === undefined || validate(value)) return
    const [error] = validate.errors ?? []
    throw fieldError(error?.instancePath ?? '', error?.message ?? 'is invalid', value as Record<string, unknown>)
  }

  return {
    checkRecord(record) {
      const { type } = record
      if (typeof type !== 'string' || !isKnownType(type)) throw invalidRecord(9002, 'Invalid record type.')
      if (!undescribed.has(type)) check(`dns-records_${type}Record`, record)
      check('dns-records_base', record)
    },
    checkFields: record => check('dns-records_base', record),
  }
}

function isKnownType(type: string): boolean {
  return undescribed.has(type) || Object.hasOwn(document.components.schemas, `dns-records_${type}Record`)
}

/** Codes of the service where they are known from what users have reported; 9999 stands for those that aren't. */
function fieldError(path: string, message: string, { type }: Record<string, unknown>): Error {
  if (path === '/ttl') return invalidRecord(9021, 'TTL must be between 60 and 86400 seconds, or 1 for Automatic.')
  if (path === '/content' && type === 'A') {
    return invalidRecord(9005, 'Content for A record must be a valid IPv4 address.')
  }
  if (path === '/content' && type === 'AAAA') {
    return invalidRecord(9006, 'Content for AAAA record must be a valid IPv6 address.')
  }
  if (path === '/proxied') return invalidRecord(9003, 'Invalid "proxied" value, must be a boolean')
  if (path === '') return refuse(9207, `Request body is invalid: ${message}`)
  return invalidRecord(9999, `${path.slice(1)} ${message}`)
}
