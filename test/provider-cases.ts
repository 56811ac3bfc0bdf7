import { parseName } from '../src/dns/name.ts'
import { parseRdata } from '../src/dns/rdata.ts'
import type { Name, RRset } from '../src/dns/rrset.ts'

/** A walk from one state of a zone to the next. The SOA and the apex NS set stay as they are and aren't named. */
export interface ProviderCase {
  name: string
  states(zone: Name): RRset[][]
}

/** A set of a table: name relative to the zone, type, values as people write them (relative too), TTL. */
type Row = [name: string, type: string, values: string | string[], ttl?: number]

/**
 * What DNS tools have got wrong at some provider or other: each was a bug report somewhere. Whoever keeps zones must be able to
 * go through all of it and, after each step, find nothing left to do.
 */
export const providerCases: ProviderCase[] = [
  ...[0, 1, 254, 255, 256, 509, 510, 511, 764, 765, 766].map(length =>
    walk(`text of ${length} bytes`, [['text', 'TXT', quote('x'.repeat(length))]]),
  ),
  walk('two strings in one text', [['text', 'TXT', '"one" "two"']], [['text', 'TXT', '"onetwo"']]),
  walk('quotes inside texts', [
    ['double', 'TXT', String.raw`"say \"hi\""`],
    ['single', 'TXT', `"it's 'quoted'"`],
    ['unpaired', 'TXT', String.raw`"one \" only"`],
    ['only', 'TXT', String.raw`"\""`],
  ]),
  walk(
    'backslashes in texts',
    [1, 2, 3, 4].map((count): Row => [`b${count}`, 'TXT', `"a${'\\\\'.repeat(count)}b${'\\\\'.repeat(count)}"`]),
  ),
  walk('semicolons in texts', [
    ['dkim', 'TXT', '"v=DKIM1; k=rsa; p=MIGf"'],
    ['only', 'TXT', '";"'],
    ['escaped', 'TXT', String.raw`"a\\;b"`],
  ]),
  walk('back-ticks, dollars, at-signs and percents in texts', [['text', 'TXT', '"`x` $ORIGIN @ 100% (a)"']]),
  walk('blanks around and inside texts', [
    ['leading', 'TXT', '" a"'],
    ['trailing', 'TXT', '"a "'],
    ['inner', 'TXT', '"a  b"'],
    ['only', 'TXT', '" "'],
  ]),
  walk('texts that differ in case only', [['text', 'TXT', ['"abc"', '"ABC"', '"Abc"']]], [['text', 'TXT', ['"ABC"']]]),
  walk('every printable character in a text', [['text', 'TXT', quote(characters(0x20, 0x7e))]]),
  walk('every byte in a text', [['text', 'TXT', `${quote(characters(0, 127))} ${quote(characters(128, 255))}`]]),
  walk('UTF-8 in a text', [['text', 'TXT', String.raw`"caf\195\169"`]]),
  walk('a null MX', [['nomail', 'MX', '0 .']], [['nomail', 'MX', '10 mail']]),
  walk('MX records of one host', [['mail', 'MX', ['10 a', '20 a', '20 b']]], [['mail', 'MX', ['30 a', '20 b']]]),
  walk(
    'CAA with blanks, nothing, and a long value',
    [
      ['caa', 'CAA', ['0 issue "ca.example.net; policy=ev"', '0 issuewild ";"', '128 iodef "mailto:a@example.net"']],
      ['long', 'CAA', `0 issue "ca.example.net; ${'x'.repeat(200)}=1"`],
    ],
    [['caa', 'CAA', '0 issue ";"']],
  ),
  walk(
    'an SRV record that says there is no service',
    [['_sip._tcp', 'SRV', '0 0 0 .']],
    [['_sip._tcp', 'SRV', '0 5 5060 sip']],
  ),
  walk('SRV records that differ in one number', [
    ['_sip._tcp', 'SRV', ['0 0 5060 sip', '0 1 5060 sip', '1 0 5061 sip']],
  ]),
  walk(
    'an address becomes a CNAME and an address again',
    [['www', 'A', '192.0.2.1']],
    [['www', 'CNAME', 'other.example.net.']],
    [['www', 'A', '192.0.2.2']],
  ),
  walk(
    'a name of several sets becomes a CNAME and has several again, its neighbours untouched',
    [
      ['a.www', 'A', '192.0.2.1'],
      ['www', 'A', '192.0.2.1'],
      ['www', 'TXT', '"x"'],
      ['wwx', 'A', '192.0.2.1'],
    ],
    [
      ['a.www', 'A', '192.0.2.1'],
      ['www', 'CNAME', 'wwx'],
      ['wwx', 'A', '192.0.2.1'],
    ],
    [
      ['a.www', 'A', '192.0.2.1'],
      ['www', 'MX', '10 wwx'],
      ['www', 'AAAA', '2001:db8::1'],
      ['wwx', 'A', '192.0.2.1'],
    ],
  ),
  walk(
    'the TTL alone',
    [['www', 'A', ['192.0.2.1', '192.0.2.2'], 300]],
    [['www', 'A', ['192.0.2.1', '192.0.2.2'], 600]],
  ),
  walk('the TTL and a value more', [['www', 'A', '192.0.2.1', 300]], [['www', 'A', ['192.0.2.1', '192.0.2.2'], 600]]),
  walk(
    'the TTL of one set at a name',
    [
      ['www', 'A', '192.0.2.1'],
      ['www', 'TXT', '"x"'],
    ],
    [
      ['www', 'A', '192.0.2.1', 900],
      ['www', 'TXT', '"x"'],
    ],
  ),
  walk(
    'values come and go, one at a time',
    [['www', 'A', '192.0.2.1']],
    [['www', 'A', ['192.0.2.1', '192.0.2.2']]],
    [['www', 'A', ['192.0.2.1', '192.0.2.2', '192.0.2.3']]],
    [['www', 'A', ['192.0.2.1', '192.0.2.3']]],
    [['www', 'A', '192.0.2.3']],
  ),
  walk(
    'all values of a set at once',
    [['www', 'A', ['192.0.2.1', '192.0.2.2']]],
    [['www', 'A', ['192.0.2.3', '192.0.2.4']]],
  ),
  walk('a hundred values', [['www', 'A', Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`)]]),
  walk(
    'a wildcard and a host beside it',
    [
      ['*', 'A', '192.0.2.1'],
      ['www', 'A', '192.0.2.2'],
      ['*.sub', 'TXT', '"x"'],
    ],
    [
      ['*', 'CNAME', 'www'],
      ['www', 'A', '192.0.2.2'],
    ],
    [['www', 'A', '192.0.2.2']],
  ),
  walk('internationalized names as owner and target', [
    ['bücher', 'A', '192.0.2.1'],
    ['www', 'CNAME', 'bücher'],
    ['mail', 'MX', '10 straße.example.net.'],
  ]),
  walk(
    'owners and targets in capitals',
    [['WWW', 'CNAME', 'Other.EXAMPLE.net.']],
    [['www', 'CNAME', 'other.example.net.']],
  ),
  walk('addresses written in several ways', [['www', 'AAAA', ['2001:DB8:0:0::1', '::ffff:192.0.2.1']]]),
  walk(
    'sets at the apex',
    [
      ['@', 'A', '192.0.2.1'],
      ['@', 'AAAA', '2001:db8::1'],
      ['@', 'MX', '10 mail'],
      ['@', 'TXT', '"v=spf1 -all"'],
    ],
    [
      ['@', 'MX', '20 mail'],
      ['@', 'TXT', ['"v=spf1 -all"', '"site-verification=1"']],
    ],
  ),
  walk('PTR records outside of reverse zones', [
    ['4.3.2.1', 'PTR', 'host'],
    ['_http._tcp', 'PTR', 'printer._http._tcp'],
  ]),
  walk(
    'a delegation with glue, made, secured, moved and removed',
    [
      ['sub', 'NS', ['ns.sub', 'ns.example.net.']],
      ['ns.sub', 'A', '192.0.2.53'],
    ],
    [
      ['sub', 'NS', ['ns.sub', 'ns.example.net.']],
      ['ns.sub', 'A', '192.0.2.53'],
      ['sub', 'DS', `1 13 2 ${'ab'.repeat(32)}`],
    ],
    [
      ['sub', 'NS', ['ns.example.net.']],
      ['sub', 'DS', `2 13 2 ${'cd'.repeat(32)}`],
    ],
    [['sub', 'A', '192.0.2.1']],
  ),
  walk('NAPTR with empty fields', [
    [
      'enum',
      'NAPTR',
      ['100 10 "" "" "" .', '100 10 "u" "E2U+sip" "!^.*$!sip:a@example.net!" .', '100 20 "s" "SIP+D2U" "" _sip._udp'],
    ],
  ]),
  walk('LOC at the ends of the earth', [
    ['loc', 'LOC', ['90 0 0.000 N 180 0 0.000 E 42849672.95m 90000000.00m 90000000.00m 90000000.00m']],
    ['low', 'LOC', '90 0 0.000 S 180 0 0.000 W -100000.00m 0.00m 0.00m 0.00m'],
    ['zero', 'LOC', '0 0 0.000 N 0 0 0.000 E 0.00m 1m 10000m 10m'],
  ]),
  walk('SSHFP of every algorithm and digest', [
    [
      'host',
      'SSHFP',
      [1, 2, 3, 4, 6].flatMap(algorithm => [`${algorithm} 1 ${'ab'.repeat(20)}`, `${algorithm} 2 ${'cd'.repeat(32)}`]),
    ],
  ]),
  ...(['TLSA', 'SMIMEA'] as const).map(type =>
    walk(`${type} of every usage and selector`, [
      [
        '_443._tcp.www',
        type,
        [0, 1, 2, 3].flatMap(usage => [`${usage} 0 1 ${'ab'.repeat(32)}`, `${usage} 1 2 ${'cd'.repeat(64)}`]),
      ],
    ]),
  ),
  walk(
    'service bindings',
    [
      ['@', 'HTTPS', '1 . alpn=h3,h2 ipv4hint=192.0.2.1,192.0.2.2 ech=AEP+DQA/ ipv6hint=2001:db8::1'],
      ['www', 'HTTPS', ['1 . alpn=h2', '2 other.example.net. port=8443']],
      ['alias', 'HTTPS', '0 other.example.net.'],
      ['_dns', 'SVCB', '1 dns.example.net. mandatory=alpn alpn=dot port=853 key65333=x'],
    ],
    [['www', 'HTTPS', '1 . alpn=h3']],
  ),
  walk('URI, HINFO and RP', [
    ['_ftp._tcp', 'URI', '10 1 "ftp://ftp.example.net/public?a=b&c=\\"d\\""'],
    ['host', 'HINFO', '"PDP-11" "UNIX V7"'],
    ['host', 'RP', 'admin.example.net. .'],
  ]),
  walk(
    'a DNAME',
    [
      ['old', 'DNAME', 'new'],
      ['old', 'TXT', '"moved"'],
    ],
    [['old', 'DNAME', 'example.net.']],
  ),
  walk('a type without a name of its own', [['odd', 'TYPE65280', ['\\# 4 0a000001', '\\# 0']]]),
  walk('names with underscores, and the longest there are', [
    ['_dmarc', 'TXT', '"v=DMARC1; p=none"'],
    ['a._domainkey', 'TXT', '"k=rsa"'],
    ['x'.repeat(63), 'A', '192.0.2.1'],
    [[...Array(10).keys()].map(index => `label-number-${index}`).join('.'), 'A', '192.0.2.1'],
  ]),
  walk('names of characters that must be escaped', [
    ['a\\.b', 'A', '192.0.2.1'],
    ['a\\032b', 'A', '192.0.2.2'],
    ['a\\;b\\"c\\\\d\\@e', 'A', '192.0.2.3'],
    ['a\\000b\\255', 'A', '192.0.2.4'],
  ]),
  walk(
    'an empty non-terminal comes and goes',
    [['a.b.c', 'A', '192.0.2.1']],
    [['b.c', 'A', '192.0.2.1']],
    [['c', 'A', '192.0.2.1']],
  ),
  ...[99, 100, 101, 601].map(count => walk(`${count} names`, hosts(count), hosts(count).slice(1))),
]

function walk(name: string, ...states: Row[][]): ProviderCase {
  return { name, states: zone => states.map(rows => rows.map(row => toSet(zone, row))) }
}

function toSet(zone: Name, [name, type, values, ttl = 300]: Row): RRset {
  const records = [values].flat().map(value => parseRdata(type, value, zone))
  return { name: parseName(name, zone), type, ttl, records }
}

function hosts(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => [`h${index}`, 'A', `192.0.2.${index % 250}`])
}

function characters(first: number, last: number): string {
  return String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, index) => first + index))
}

/** Bytes as quoted strings of 255 at most. */
function quote(bytes: string): string {
  const strings = bytes.match(/[\s\S]{1,255}/g) ?? ['']
  return strings.map(text => `"${text.replace(/[^!#-[\]-~ ]/g, escaped)}"`).join(' ')
}

function escaped(byte: string): string {
  return byte === '"' || byte === '\\' ? `\\${byte}` : `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`
}
