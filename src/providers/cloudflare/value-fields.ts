import type { RecordType } from '../../dns/rrset.ts'

/** One field of a value, in the order of the type's master file format (RFC 1035 §5.1), and where the API has it. */
export interface ValueField {
  key: string
  /** `rest`: all words up to the end. `text`: a quoted string, whose bytes the API has without quotes and escapes. */
  form: 'number' | 'word' | 'name' | 'text' | 'rest'
  /** Beside `data` rather than in it. */
  isPriority?: true
}

const number = (key: string): ValueField => ({ key, form: 'number' })
const word = (key: string): ValueField => ({ key, form: 'word' })
const name = (key: string): ValueField => ({ key, form: 'name' })
const text = (key: string): ValueField => ({ key, form: 'text' })
const rest = (key: string): ValueField => ({ key, form: 'rest' })

const certificate = [number('usage'), number('selector'), number('matching_type'), rest('certificate')]
const service = [number('priority'), name('target'), rest('value')]

/** Types that the API has field by field, in `data` (2026-06, `dns_records`). LOC is one more, see `location-data.ts`. */
export const structuredTypes: ReadonlyMap<RecordType, readonly ValueField[]> = new Map([
  ['CAA', [number('flags'), word('tag'), text('value')]],
  ['CERT', [number('type'), number('key_tag'), number('algorithm'), rest('certificate')]],
  ['DNSKEY', [number('flags'), number('protocol'), number('algorithm'), rest('public_key')]],
  ['DS', [number('key_tag'), number('algorithm'), number('digest_type'), rest('digest')]],
  ['HTTPS', service],
  [
    'NAPTR',
    [number('order'), number('preference'), text('flags'), text('service'), text('regex'), name('replacement')],
  ],
  ['SMIMEA', certificate],
  ['SRV', [number('priority'), number('weight'), number('port'), name('target')]],
  ['SSHFP', [number('algorithm'), number('type'), rest('fingerprint')]],
  ['SVCB', service],
  ['TLSA', certificate],
  ['URI', [{ key: 'priority', form: 'number', isPriority: true }, number('weight'), text('target')]],
])
