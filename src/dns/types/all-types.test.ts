import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexBytes, hexText } from '../encodings.ts'
import { parseRdata, rdataFromWire, rdataToWire } from '../rdata.ts'
import { isKnownType } from '../record-types.ts'
import { recordTypes } from './index.ts'

/** Type, text as people write it, canonical text, and the wire form, which is the one BIND 9.18 has for the same text. */
const rows = [
  ['A', '192.0.2.1', '192.0.2.1', 'c0000201'],
  ['AAAA', '2001:DB8:0::1', '2001:db8::1', '20010db8000000000000000000000001'],
  ['CNAME', 'Www.Example.COM.', 'www.example.com.', '03777777076578616d706c6503636f6d00'],
  ['MX', '010 mail.example.com.', '10 mail.example.com.', '000a046d61696c076578616d706c6503636f6d00'],
  ['NS', 'ns1.example.com.', 'ns1.example.com.', '036e7331076578616d706c6503636f6d00'],
  ['PTR', 'a\\.b.example.com.', 'a\\.b.example.com.', '03612e62076578616d706c6503636f6d00'],
  [
    'SOA',
    'ns1.example. host\\.master.example. 2024010101 7200 3600 1209600 300',
    'ns1.example. host\\.master.example. 2024010101 7200 3600 1209600 300',
    '036e7331076578616d706c65000b686f73742e6d6173746572076578616d706c650078a3f17500001c2000000e10001275000000012c',
  ],
  ['TXT', '"foo" "bar\\010\\"x\\\\"', '"foo" "bar\\010\\"x\\\\"', '03666f6f076261720a22785c'],
  ['SRV', '0 5 5060 sip.example.com.', '0 5 5060 sip.example.com.', '0000000513c403736970076578616d706c6503636f6d00'],
  [
    'CAA',
    '0 ISSUE "ca.example.net; policy=ev"',
    '0 issue "ca.example.net; policy=ev"',
    '0005697373756563612e6578616d706c652e6e65743b20706f6c6963793d6576',
  ],
  [
    'DS',
    '12345 ECDSAP256SHA256 1 123456789ABCDEF67890123456789abcdef67890',
    '12345 13 1 123456789abcdef67890123456789abcdef67890',
    '30390d01123456789abcdef67890123456789abcdef67890',
  ],
  [
    'TLSA',
    '3 1 1 a9cdf989b504fe5dca90c0d2167b6550570734f7c763e09fdf88904e06157065',
    '3 1 1 a9cdf989b504fe5dca90c0d2167b6550570734f7c763e09fdf88904e06157065',
    '030101a9cdf989b504fe5dca90c0d2167b6550570734f7c763e09fdf88904e06157065',
  ],
  [
    'SSHFP',
    '1 1 aa549bfe898489c02d1715d97d79c57ba2fa76ab',
    '1 1 aa549bfe898489c02d1715d97d79c57ba2fa76ab',
    '0101aa549bfe898489c02d1715d97d79c57ba2fa76ab',
  ],
  [
    'NAPTR',
    '100 50 "s" "z3950+I2L+I2C" "" _z3950._tcp.gatech.edu.',
    '100 50 "s" "z3950+I2L+I2C" "" _z3950._tcp.gatech.edu.',
    '0064003201730d7a333935302b49324c2b49324300065f7a33393530045f746370066761746563680365647500',
  ],
  [
    'SVCB',
    '1 foo.example. port=53 alpn=h2,h3',
    '1 foo.example. alpn="h2,h3" port="53"',
    '000103666f6f076578616d706c650000010006026832026833000300020035',
  ],
  [
    'HTTPS',
    '1 . ipv4hint=192.0.2.1 ech="abcd"',
    '1 . ipv4hint="192.0.2.1" ech="abcd"',
    '00010000040004c00002010005000369b71d',
  ],
  ['DNAME', 'example.net.', 'example.net.', '076578616d706c65036e657400'],
  [
    'LOC',
    '52 14 05 N 00 08 50 E 10m',
    '52 14 5.000 N 0 8 50.000 E 10.00m 1.00m 10000.00m 10.00m',
    '001216138b3556c88008165000989a68',
  ],
  [
    'LOC',
    '60 9 1.51 S 24 39 0.001 W -100.5m 90000000.00m 2000m 20m',
    '60 9 1.510 S 24 39 0.001 W -100.50m 90000000.00m 2000.00m 20.00m',
    '009925237317d6ba7ab5ef5f00986f3e',
  ],
  [
    'URI',
    '10 1 "ftp://ftp1.example.com/public"',
    '10 1 "ftp://ftp1.example.com/public"',
    '000a00016674703a2f2f667470312e6578616d706c652e636f6d2f7075626c6963',
  ],
  ['AFSDB', '1 afs.example.', '1 afs.example.', '000103616673076578616d706c6500'],
  ['AMTRELAY', '10 1 2 2001:db8::15', '10 1 2 2001:db8::15', '0a8220010db8000000000000000000000015'],
  ['AMTRELAY', '0 0 0 .', '0 0 0 .', '0000'],
  [
    'AMTRELAY',
    '128 1 3 amtrelays.example.com.',
    '128 1 3 amtrelays.example.com.',
    '808309616d7472656c617973076578616d706c6503636f6d00',
  ],
  ['APL', '1:192.168.32.0/21 !2:FF00:0:0:0:0:0:0:0/8', '1:192.168.32.0/21 !2:ff00::/8', '00011503c0a82000020881ff'],
  [
    'AVC',
    '"app-name:WOLFGANG|app-class:OAM"',
    '"app-name:WOLFGANG|app-class:OAM"',
    '1f6170702d6e616d653a574f4c4647414e477c6170702d636c6173733a4f414d',
  ],
  ['BRID', 'owAAAYIEUQEgAQA/', 'owAAAYIEUQEgAQA/', 'a3000001820451012001003f'],
  [
    'CDNSKEY',
    '257 3 13 aCoEWYBBVsP9Fek2oC8yqU8ocKmnS1iD SFZNORnQuHKtJ9Wpyz+kNryquB78Pyk/ NTEoai5bxoipVQQXzHlzyg==',
    '257 3 13 aCoEWYBBVsP9Fek2oC8yqU8ocKmnS1iDSFZNORnQuHKtJ9Wpyz+kNryquB78Pyk/NTEoai5bxoipVQQXzHlzyg==',
    '0101030d682a0459804156c3fd15e936a02f32a94f2870a9a74b588348564d3919d0b872ad27d5a9cb3fa436bcaab81efc3f293f3531286a2e5bc688a9550417cc7973ca',
  ],
  ['CDS', '0 0 0 00', '0 0 0 00', '0000000000'],
  ['CERT', 'IPGP 0 0 sadfdQ==', '6 0 0 sadfdQ==', '0006000000b1a75f75'],
  ['CSYNC', '12345 3 A NS AAAA', '12345 3 A NS AAAA', '000030390003000460000008'],
  [
    'DHCID',
    'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
    'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
    '000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40',
  ],
  [
    'DLV',
    '12345 3 1 123456789abcdef67890123456789abcdef67890',
    '12345 3 1 123456789abcdef67890123456789abcdef67890',
    '30390301123456789abcdef67890123456789abcdef67890',
  ],
  ['DNSKEY', '256 3 RSASHA1 AQMFD5raczCJ', '256 3 5 AQMFD5raczCJ', '010003050103050f9ada733089'],
  [
    'DSYNC',
    'CDS NOTIFY 5300 notify.parent.net.',
    'CDS NOTIFY 5300 notify.parent.net.',
    '003b0114b4066e6f7469667906706172656e74036e657400',
  ],
  ['EUI48', '00-00-5E-00-53-2a', '00-00-5e-00-53-2a', '00005e00532a'],
  ['EUI64', '00-00-5e-ef-10-00-00-2a', '00-00-5e-ef-10-00-00-2a', '00005eef1000002a'],
  [
    'GPOS',
    '"-22.6882" "116.8652" "250.0"',
    '"-22.6882" "116.8652" "250.0"',
    '082d32322e36383832083131362e38363532053235302e30',
  ],
  ['HHIT', 'gwppM2ZmOCAwMDAw', 'gwppM2ZmOCAwMDAw', '830a69336666382030303030'],
  [
    'HINFO',
    '"Generic PC clone" "NetBSD-1.4"',
    '"Generic PC clone" "NetBSD-1.4"',
    '1047656e6572696320504320636c6f6e650a4e65744253442d312e34',
  ],
  [
    'HIP',
    '2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNu rvs1.example.com. rvs2.example.com.',
    '2 200100107b1a74df365639cc39f1d578 AwEAAbdxyhNu rvs1.example.com. rvs2.example.com.',
    '10020009200100107b1a74df365639cc39f1d57803010001b771ca136e0472767331076578616d706c6503636f6d000472767332076578616d706c6503636f6d00',
  ],
  [
    'IPSECKEY',
    '10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==',
    '10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==',
    '0a0102c0000226010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801',
  ],
  [
    'IPSECKEY',
    '10 3 2 mygateway.example.com. AQNRU3mG',
    '10 3 2 mygateway.example.com. AQNRU3mG',
    '0a0302096d7967617465776179076578616d706c6503636f6d00010351537986',
  ],
  ['IPSECKEY', '10 0 2 .', '10 0 2 .', '0a0002'],
  [
    'ISDN',
    '"isdn-address" "subaddress"',
    '"isdn-address" "subaddress"',
    '0c6973646e2d616464726573730a73756261646472657373',
  ],
  ['ISDN', '"isdn-address"', '"isdn-address"', '0c6973646e2d61646472657373'],
  ['KEY', '512 255 1 AQMFD5raczCJ', '512 255 1 AQMFD5raczCJ', '0200ff010103050f9ada733089'],
  ['KX', '10 kdc.example.', '10 kdc.example.', '000a036b6463076578616d706c6500'],
  ['L32', '10 10.1.2.0', '10 10.1.2.0', '000a0a010200'],
  ['L64', '10 2001:0DB8:1140:1000', '10 2001:0db8:1140:1000', '000a20010db811401000'],
  ['LP', '10 l64.example.com.', '10 l64.example.com.', '000a036c3634076578616d706c6503636f6d00'],
  ['MB', 'm.example.', 'm.example.', '016d076578616d706c6500'],
  ['MD', 'm.example.', 'm.example.', '016d076578616d706c6500'],
  ['MF', 'm.example.', 'm.example.', '016d076578616d706c6500'],
  ['MG', 'm.example.', 'm.example.', '016d076578616d706c6500'],
  ['MR', 'm.example.', 'm.example.', '016d076578616d706c6500'],
  ['MINFO', 'r.example. e.example.', 'r.example. e.example.', '0172076578616d706c65000165076578616d706c6500'],
  ['NID', '10 0014:4fff:ff20:ee64', '10 0014:4fff:ff20:ee64', '000a00144fffff20ee64'],
  [
    'NSAP',
    '0x47.000580005a0000000001e133ffffff000161.00',
    '0x47000580005a0000000001e133ffffff00016100',
    '47000580005a0000000001e133ffffff00016100',
  ],
  ['NSAP-PTR', 'foo.', 'foo.', '03666f6f00'],
  [
    'NSEC',
    'a.secure. A MX RRSIG NSEC TYPE1234',
    'a.secure. A MX RRSIG NSEC TYPE1234',
    '016106736563757265000006400100000003041b000000000000000000000000000000000000000000000000000020',
  ],
  [
    'NSEC3',
    '1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG',
    '1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr NS SOA MX RRSIG DNSKEY NSEC3PARAM',
    '0101000c04aabbccdd14174eb2409fe28bcb4887a1836f957f0a8425e27b000722010000000290',
  ],
  ['NSEC3PARAM', '1 0 0 -', '1 0 0 -', '0100000000'],
  ['OPENPGPKEY', 'mQENBEteQDsB', 'mQENBEteQDsB', '99010d044b5e403b01'],
  ['PX', '65535 foo. bar.', '65535 foo. bar.', 'ffff03666f6f000362617200'],
  [
    'RESINFO',
    'qnamemin exterr=15,16,17 infourl=https://resolver.example.com/guide',
    '"qnamemin" "exterr=15,16,17" "infourl=https://resolver.example.com/guide"',
    '08716e616d656d696e0f6578746572723d31352c31362c31372a696e666f75726c3d68747470733a2f2f7265736f6c7665722e6578616d706c652e636f6d2f6775696465',
  ],
  [
    'RP',
    'mbox.example. txt.example.',
    'mbox.example. txt.example.',
    '046d626f78076578616d706c650003747874076578616d706c6500',
  ],
  [
    'RRSIG',
    'NSEC 1 3 3600 20200101000000 1041379200 2143 foo. MxFcby9k/yve',
    'NSEC 1 3 3600 20200101000000 20030101000000 2143 foo. MxFcby9k/yve',
    '002f010300000e105e0be1003e122f80085f03666f6f0033115c6f2f64ff2bde',
  ],
  [
    'SIG',
    'A 1 3 3600 20200101000000 20030101000000 2143 foo. MxFcby9k/yve',
    'A 1 3 3600 20200101000000 20030101000000 2143 foo. MxFcby9k/yve',
    '0001010300000e105e0be1003e122f80085f03666f6f0033115c6f2f64ff2bde',
  ],
  ['RT', '0 intermediate.example.', '0 intermediate.example.', '00000c696e7465726d656469617465076578616d706c6500'],
  [
    'SMIMEA',
    '3 1 1 a9cdf989b504fe5dca90c0d2167b6550570734f7c763e09fdf88904e06157065',
    '3 1 1 a9cdf989b504fe5dca90c0d2167b6550570734f7c763e09fdf88904e06157065',
    '030101a9cdf989b504fe5dca90c0d2167b6550570734f7c763e09fdf88904e06157065',
  ],
  ['SPF', '"v=spf1 mx -all"', '"v=spf1 mx -all"', '0e763d73706631206d78202d616c6c'],
  [
    'WALLET',
    'EXAMPLE 01234567890abcdef',
    '"EXAMPLE" "01234567890abcdef"',
    '074558414d504c45113031323334353637383930616263646566',
  ],
  ['WKS', '10.0.0.1 tcp 0 1 2 21 23', '10.0.0.1 6 0 1 2 21 23', '0a00000106e00005'],
  ['X25', '"123456789"', '"123456789"', '09313233343536373839'],
  [
    'ZONEMD',
    '2018031900 1 1 62e6cf51b02e54b9 b5f967d547ce4313 6792901f9f88e637 493daaf401c92c27 9dd10f0edb1c56f8 080211f8480ee306',
    '2018031900 1 1 62e6cf51b02e54b9b5f967d547ce43136792901f9f88e637493daaf401c92c279dd10f0edb1c56f8080211f8480ee306',
    '7848b91c010162e6cf51b02e54b9b5f967d547ce43136792901f9f88e637493daaf401c92c279dd10f0edb1c56f8080211f8480ee306',
  ],
] as const

test.each(rows)('%s %s has one canonical text and one wire form', (type, text, canonical, wire) => {
  expect(parseRdata(type, text)).toBe(canonical)
  expect(hexText(rdataToWire(type, canonical))).toBe(wire)
  expect(rdataFromWire(type, hexBytes(wire)!)).toBe(canonical)
  expect(parseRdata(type, canonical)).toBe(canonical)
  expect(parseRdata(type, `\\# ${wire.length / 2} ${wire}`)).toBe(canonical)
})

test.each(rows)('%s %s is refused when it is cut short or followed by more', (type, text) => {
  const wire = rdataToWire(type, parseRdata(type, text))
  const longer = Uint8Array.from([...wire, 0xff])
  const readsToTheEnd = restTypes.has(type)
  if (!readsToTheEnd) expect(() => rdataFromWire(type, longer)).toThrow(expect.objectContaining({ name: 'DnsError' }))
  if (type === 'APL') expect(rdataFromWire(type, wire, 0, 0)).toBe('')
  else expect(() => rdataFromWire(type, wire, 0, 0)).toThrow(expect.objectContaining({ code: 'truncated' }))
})

/** Types whose last field takes whatever is left. */
const restTypes = new Set([
  'BRID',
  'CAA',
  'CDNSKEY',
  'CDS',
  'CERT',
  'DHCID',
  'DLV',
  'DNSKEY',
  'DS',
  'HHIT',
  'IPSECKEY',
  'KEY',
  'NSAP',
  'OPENPGPKEY',
  'RRSIG',
  'SIG',
  'SMIMEA',
  'SSHFP',
  'TLSA',
  'URI',
  'WKS',
  'ZONEMD',
])

test('every type with a mnemonic is defined once, and has a row here', () => {
  const types = recordTypes.map(each => each.type)
  expect(new Set(types).size).toBe(types.length)
  expect(types.filter(type => !isKnownType(type))).toEqual([])
  expect([...new Set(rows.map(([type]) => type))].sort()).toEqual([...types].sort())
})

test.each(rows)('%s %s with a few bytes changed is other data or a DnsError', (type, _text, _canonical, wire) => {
  const changes = fc.array(fc.tuple(fc.nat(wire.length / 2 - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(changes, changes => {
      const bytes = hexBytes(wire)!
      for (const [at, byte] of changes) bytes[at] = byte
      const rdata = dataOf(type, bytes)
      if (rdata !== undefined) expect(rdataFromWire(type, rdataToWire(type, rdata))).toBe(rdata)
    }),
    { numRuns: 500 },
  )
})

function dataOf(type: string, bytes: Uint8Array): string | undefined {
  try {
    return rdataFromWire(type, bytes)
  } catch (error) {
    expect(error).toMatchObject({ name: 'DnsError' })
    return undefined
  }
}
