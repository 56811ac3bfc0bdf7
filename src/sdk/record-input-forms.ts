/** One part of a record's value, as a form has it. */
export interface RecordField {
  label: string
  /** What belongs there. */
  help: string
  example: string
  /** What stands there in a new value. */
  initial?: string
  /** `quoted`: stands in quotes in presentation form; `rest`: all that is left, blanks too. */
  kind?: 'word' | 'quoted' | 'rest'
  /** Numbers with a meaning. */
  choices?: readonly { value: string; label: string }[]
  /** How wide it is beside the others. */
  width?: 'narrow' | 'wide'
}

export interface RecordForm {
  /** What such a record is for, in a sentence. */
  about: string
  fields: readonly RecordField[]
}

const host = (label: string, help: string, example: string): RecordField => ({ label, help, example, width: 'wide' })
/** `initial`: its example is what nearly everybody writes. */
const number = (label: string, help: string, example: string, initial?: 'initial'): RecordField => ({
  label,
  help,
  example,
  width: 'narrow',
  ...(initial && { initial: example }),
})

const priorityAndTarget: readonly RecordField[] = [
  number('Priority', '0 stands for an alias; others are tried lowest first', '1', 'initial'),
  host('Target', 'the host that serves it; . for this name itself', '.'),
  { label: 'Parameters', help: 'such as alpn, port, ipv4hint', example: 'alpn=h2,h3', kind: 'rest', width: 'wide' },
]

/** The forms of types whose values have a form of their own; all others are one text in presentation form. */
export const recordForms: Readonly<Record<string, RecordForm>> = {
  A: { about: 'An IPv4 address of the name.', fields: [host('IPv4 address', 'four numbers with dots', '192.0.2.10')] },
  AAAA: {
    about: 'An IPv6 address of the name.',
    fields: [host('IPv6 address', 'groups of hexadecimal digits with colons', '2001:db8::10')],
  },
  CNAME: {
    about: 'Another name for a host. No other records can stand beside it.',
    fields: [host('Target', 'the host that it stands for, as a full name', 'www.example.net')],
  },
  MX: {
    about: 'A server that takes mail for the name.',
    fields: [
      number('Preference', 'the lowest is tried first', '10', 'initial'),
      host('Mail server', 'a full host name', 'mail.example.com'),
    ],
  },
  TXT: {
    about: 'Text: SPF, DKIM, proofs of ownership. Write it plainly; it is cut into strings by itself.',
    fields: [{ label: 'Text', help: 'of any length', example: 'v=spf1 -all', kind: 'rest', width: 'wide' }],
  },
  NS: {
    about: 'Delegates the name to other name servers.',
    fields: [host('Name server', 'a full host name', 'ns1.example.net')],
  },
  SRV: {
    about: 'Where a service is. The name begins with _service._protocol.',
    fields: [
      number('Priority', 'the lowest is tried first', '10', 'initial'),
      number('Weight', 'its share among those of the same priority', '5', 'initial'),
      number('Port', 'of the service', '5060'),
      host('Target', 'the host that offers it; . where nobody does', 'sip.example.com'),
    ],
  },
  CAA: {
    about: 'Who may issue certificates for the name.',
    fields: [
      {
        ...number('Flags', '128 where issuers must understand the tag', '0', 'initial'),
        choices: [
          { value: '0', label: '0' },
          { value: '128', label: '128 (critical)' },
        ],
      },
      {
        ...number('Tag', 'what the value is about', 'issue', 'initial'),
        choices: [
          { value: 'issue', label: 'issue' },
          { value: 'issuewild', label: 'issuewild' },
          { value: 'issuemail', label: 'issuemail' },
          { value: 'iodef', label: 'iodef' },
        ],
      },
      {
        label: 'Value',
        help: 'an issuer, or an address to report to',
        example: 'letsencrypt.org',
        kind: 'quoted',
        width: 'wide',
      },
    ],
  },
  PTR: {
    about: 'The name of an address, in a reverse zone.',
    fields: [host('Host', 'a full host name', 'host.example.com')],
  },
  HTTPS: { about: 'How a web site is reached: protocols, ports, and address hints.', fields: priorityAndTarget },
  SVCB: { about: 'How a service is reached: protocols, ports, and address hints.', fields: priorityAndTarget },
  TLSA: {
    about: 'The certificate that a TLS server has (DANE).',
    fields: [
      {
        ...number('Usage', 'what the certificate is', '3', 'initial'),
        choices: [
          { value: '0', label: '0 (CA constraint)' },
          { value: '1', label: '1 (service certificate)' },
          { value: '2', label: '2 (trust anchor)' },
          { value: '3', label: '3 (domain-issued)' },
        ],
      },
      {
        ...number('Selector', 'what of it is matched', '1', 'initial'),
        choices: [
          { value: '0', label: '0 (whole)' },
          { value: '1', label: '1 (public key)' },
        ],
      },
      {
        ...number('Matching', 'as it is, or its hash', '1', 'initial'),
        choices: [
          { value: '0', label: '0 (as it is)' },
          { value: '1', label: '1 (SHA-256)' },
          { value: '2', label: '2 (SHA-512)' },
        ],
      },
      { label: 'Data', help: 'hexadecimal', example: 'd2abde24…', kind: 'rest', width: 'wide' },
    ],
  },
  SSHFP: {
    about: 'The fingerprint of a host key of SSH.',
    fields: [
      {
        ...number('Algorithm', 'of the key', '4', 'initial'),
        choices: [
          { value: '1', label: '1 (RSA)' },
          { value: '3', label: '3 (ECDSA)' },
          { value: '4', label: '4 (Ed25519)' },
          { value: '6', label: '6 (Ed448)' },
        ],
      },
      {
        ...number('Hash', 'of the fingerprint', '2', 'initial'),
        choices: [
          { value: '1', label: '1 (SHA-1)' },
          { value: '2', label: '2 (SHA-256)' },
        ],
      },
      { label: 'Fingerprint', help: 'hexadecimal', example: '12345678…', kind: 'rest', width: 'wide' },
    ],
  },
  DS: {
    about: 'The key that a signed zone below is signed with.',
    fields: [
      number('Key tag', 'of the DNSKEY record', '60485'),
      number('Algorithm', 'such as 13 for ECDSA P-256', '13'),
      {
        ...number('Digest type', 'what the digest is', '2', 'initial'),
        choices: [
          { value: '1', label: '1 (SHA-1)' },
          { value: '2', label: '2 (SHA-256)' },
          { value: '4', label: '4 (SHA-384)' },
        ],
      },
      { label: 'Digest', help: 'hexadecimal', example: '2bb183af…', kind: 'rest', width: 'wide' },
    ],
  },
  NAPTR: {
    about: 'Rewrites a name to another name or to a URI, as SIP and ENUM use it.',
    fields: [
      number('Order', 'the lowest is tried first', '100'),
      number('Preference', 'among those of the same order', '10'),
      { label: 'Flags', help: 'U, S, A, P, or nothing', example: 'U', kind: 'quoted', width: 'narrow' },
      { label: 'Service', help: 'such as E2U+sip', example: 'E2U+sip', kind: 'quoted' },
      {
        label: 'Pattern',
        help: 'an expression with its replacement',
        example: '!^.*$!sip:info@example.com!',
        kind: 'quoted',
        width: 'wide',
      },
      host('Replacement', 'a name, or . where there is a pattern', '.'),
    ],
  },
  URI: {
    about: 'Where a service is, as a URI.',
    fields: [
      number('Priority', 'the lowest is tried first', '10', 'initial'),
      number('Weight', 'its share among those of the same priority', '1', 'initial'),
      { label: 'URI', help: 'whole', example: 'https://example.com/', kind: 'quoted', width: 'wide' },
    ],
  },
  LOC: {
    about: 'Where on Earth it is.',
    fields: [
      {
        label: 'Location',
        help: 'latitude, longitude, altitude',
        example: '52 22 23 N 4 53 32 E 2m',
        kind: 'rest',
        width: 'wide',
      },
    ],
  },
  DNAME: {
    about: 'Everything below the name is to be found below another one.',
    fields: [host('Target', 'a full name', 'example.net')],
  },
}
