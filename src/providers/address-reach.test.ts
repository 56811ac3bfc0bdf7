import { expect, test } from 'vitest'
import { type Reach, reachOf } from './address-reach.ts'

const addresses: Record<Reach, readonly string[]> = {
  public: ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1', '::ffff:8.8.8.8', '64:ff9b::808:808'],
  private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1'],
  loopback: ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  none: [
    ...['0.0.0.0', '0.1.2.3', '169.254.169.254', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '192.0.0.8', '192.88.99.1'],
    ...['::', 'fe80::1', 'fe80::1%eth0', 'ff02::1', 'fec0::1', '2001:db8::1', '100::1', '::ffff:169.254.169.254'],
    // IPv4 addresses inside IPv6 ones: compatible, 6to4, Teredo, and translated ones that lead into a network of one's own.
    ...['::7f00:1', '2002:7f00:1::', '2001::1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1'],
    ...['', 'localhost', '1.2.3.4.5', '4000::1'],
  ],
}

test.each(Object.entries(addresses).flatMap(([reach, all]) => all.map(address => ({ address, reach }))))(
  'at "$address" is: $reach',
  ({ address, reach }) => {
    expect(reachOf(address)).toBe(reach)
  },
)
