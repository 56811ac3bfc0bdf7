import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, sees } from './browser.ts'
import { addRecord, applyAll, editRecord, row } from './records-form.ts'
import { type ConsoleWorld, startConsoleWorld } from './world.ts'

/** What is typed into the form of each type, and what the zone has then. */
const cases: Record<string, { name?: string; fields: Record<string, string>; value: string }> = {
  A: { fields: { 'IPv4 address': '192.0.2.10' }, value: '192.0.2.10' },
  AAAA: { fields: { 'IPv6 address': '2001:DB8:0:0::1' }, value: '2001:db8::1' },
  CNAME: { fields: { Target: 'www.example.net' }, value: 'www.example.net.' },
  MX: { fields: { 'Mail server': 'mail.example.net' }, value: '10 mail.example.net.' },
  TXT: { fields: { Text: 'say "hello" to\\all; ü' }, value: 'say "hello" to\\all; ü' },
  NS: { fields: { 'Name server': 'ns1.example.net' }, value: 'ns1.example.net.' },
  SRV: {
    name: '_sip._udp',
    fields: { Priority: '1', Weight: '2', Port: '5060', Target: 'sip.example.net' },
    value: '1 2 5060 sip.example.net.',
  },
  CAA: {
    fields: { Tag: 'iodef', Value: 'mailto:security@example.net' },
    value: '0 iodef "mailto:security@example.net"',
  },
  PTR: { fields: { Host: 'host.example.net' }, value: 'host.example.net.' },
  HTTPS: { fields: { Priority: '1', Target: '.', Parameters: 'alpn=h2,h3' }, value: '1 . alpn="h2,h3"' },
  SVCB: {
    fields: { Priority: '2', Target: 'svc.example.net', Parameters: 'port=8443' },
    value: '2 svc.example.net. port="8443"',
  },
  TLSA: { name: '_443._tcp', fields: { Usage: '3', Data: 'AB'.repeat(32) }, value: `3 1 1 ${'ab'.repeat(32)}` },
  SSHFP: { fields: { Fingerprint: '12'.repeat(32) }, value: `4 2 ${'12'.repeat(32)}` },
  DS: {
    fields: { 'Key tag': '60485', Algorithm: '13', Digest: 'cd'.repeat(32) },
    value: `60485 13 2 ${'cd'.repeat(32)}`,
  },
  NAPTR: {
    fields: {
      Order: '100',
      Preference: '20',
      Flags: 'U',
      Service: 'E2U+sip',
      Pattern: '!^.*$!sip:a@example.net!',
      Replacement: '.',
    },
    value: '100 20 "U" "E2U+sip" "!^.*$!sip:a@example.net!" .',
  },
  URI: { fields: { URI: 'https://example.net/a' }, value: '10 1 "https://example.net/a"' },
  LOC: {
    fields: { Location: '52 22 23 N 4 53 32 E 2m' },
    value: '52 22 23.000 N 4 53 32.000 E 2.00m 1.00m 10000.00m 10.00m',
  },
  DNAME: { fields: { Target: 'example.net' }, value: 'example.net.' },
  RP: { fields: { Value: 'admin.example.net txt.example.net' }, value: 'admin.example.net. txt.example.net.' },
  TYPE65280: { fields: { Value: '\\# 4 0a000001' }, value: '\\# 4 0a000001' },
}

describe.skipIf(!hasBrowser)('forms of record types', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    world = await startConsoleWorld()
  })
  afterAll(() => world.stop())

  test('each type has a form, and what is typed into it is what the zone has', async () => {
    const { id, path } = await world.makeZone('types.example')
    const page = await world.signedIn(path)
    for (const [type, { name, fields }] of Object.entries(cases)) {
      await addRecord(page, { name: name ?? type.toLowerCase(), type, fields })
    }
    const dialog = await applyAll(page)
    await dialog.getByText(`${Object.keys(cases).length} changes applied`).waitFor()
    const sets = await world.api.project('demo').environment().zone(id).records.list().all()
    for (const [type, { name, value }] of Object.entries(cases)) {
      const full = `${name ?? type.toLowerCase()}.types.example`
      expect(sets.find(set => set.type === type && set.name === full)?.values).toEqual([value])
    }
  })

  test('what was written is in the form again, field by field, and comes back the same', async () => {
    const { path } = await world.makeZone('again.example', [
      ['a', 'CAA', 300, '0 issue "x\\"y"'],
      ['m', 'MX', 60, '10 a.example.net.', '20 b.example.net.'],
    ])
    const page = await world.signedIn(path)
    const caa = await editRecord(page, 'a CAA')
    expect(await caa.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('x"y')
    await caa.getByRole('button', { name: 'Change' }).click()
    const mx = await editRecord(page, 'm MX')
    expect(await mx.getByRole('textbox', { name: 'Mail server 2' }).inputValue()).toBe('b.example.net.')
    await mx.getByRole('button', { name: 'Change' }).click()
    // Nothing has been changed, so nothing is gathered.
    expect(await page.getByText('not applied').count()).toBe(0)
  })

  test('what is refused is explained where it was typed, and is not gathered', async () => {
    const { path } = await world.makeZone('refused.example')
    const page = await world.signedIn(path)
    await page.getByText('2 record sets').waitFor()
    await page.keyboard.press('n')
    const form = page.getByRole('form', { name: 'New record set' })
    await form.getByRole('textbox', { name: 'Name' }).fill('bad..name')
    await form.getByRole('textbox', { name: 'TTL' }).fill('soon')
    await form.getByRole('textbox', { name: 'IPv4 address' }).fill('192.0.2.300')
    await page.keyboard.press('Enter')
    await sees(page, 'an IPv4 address such as 192.0.2.1 was expected, not “192.0.2.300”')
    await sees(page, 'a TTL is a number of seconds from 1 to 2147483647')
    expect(await form.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true')
    await form.getByRole('textbox', { name: 'Name' }).fill('www')
    await form.getByRole('textbox', { name: 'TTL' }).fill('1h')
    await form.getByRole('textbox', { name: 'IPv4 address' }).fill('192.0.2.30')
    await page.keyboard.press('Enter')
    await sees(page, '1 change not applied')
    expect(await row(page, 'www A').innerText()).toContain('1 h')
  })

  test('what only the zone can tell is explained in the review, at its change', async () => {
    const { path } = await world.makeZone('review.example', [['www', 'A', 300, '192.0.2.1']])
    const page = await world.signedIn(path)
    await addRecord(page, { name: 'www', type: 'CNAME', fields: { Target: 'other.example.net' } })
    await addRecord(page, { name: 'fine', type: 'A', fields: { 'IPv4 address': '192.0.2.7' } })
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog')
    const wrong = dialog.getByRole('region', { name: 'www CNAME' })
    await wrong.getByRole('alert').waitFor()
    expect(await dialog.getByRole('button', { name: 'Apply 2 changes' }).isDisabled()).toBe(true)
    await wrong.getByRole('button', { name: 'Drop: www CNAME' }).click()
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click()
    await dialog.getByText('1 change applied').waitFor()
    expect(world.complaints()).toEqual([])
  })
})
