import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ImportData } from '../src/contract/import.ts'
import { onEachStore } from './each-store.ts'
import type { TestApp, TestReply } from './test-app.ts'

const example = readFileSync(join(import.meta.dirname, 'vectors/dnspython-example'), 'utf8')

onEachStore(start => {
  let zoneplane: TestApp
  let token: string
  /** A zone of its own for each test. */
  let zone: string
  let domain: string
  let made = 0

  beforeAll(async () => {
    zoneplane = await start()
    token = (await zoneplane.signUp('Owner')).token
    const post = (url: string, body: object) => zoneplane.call('POST', url, { token, body })
    await post('/api/projects', { name: 'Demo' })
    await post('/api/cloud-connections/owner', { name: 'Built-in', provider: 'builtin', credentials: {} })
    await post('/api/projects/demo/cloud-connections', { connectionId: 1 })
  })
  afterAll(() => zoneplane.stop())

  beforeEach(async () => {
    domain = `z${++made}.example`
    zone = await makeZone(domain)
  })

  async function makeZone(domainName: string): Promise<string> {
    const body = { name: 'zone', domainName }
    const reply = await zoneplane.call<{ id: number }>('POST', '/api/demo/production/dns', { token, body })
    expect(reply.status).toBe(201)
    return `/api/demo/production/dns/${reply.body.data.id}`
  }

  const send = (text: string | Buffer, query = '', headers: Record<string, string> = {}) =>
    zoneplane.call<ImportData>('POST', `${zone}/import${query}`, {
      token,
      body: Buffer.from(text),
      headers: { 'content-type': 'text/dns', ...headers },
    })

  async function exported(): Promise<string> {
    const headers = { authorization: `Bearer ${token}` }
    const reply = await zoneplane.app.inject({ method: 'GET', url: `${zone}/export`, headers })
    expect(reply.statusCode).toBe(200)
    return reply.body
  }

  async function sets(): Promise<string[]> {
    const reply = await zoneplane.call<{ name: string; type: string; ttl: number; values: string[] }[]>(
      'GET',
      `${zone}/records`,
      { token },
    )
    const own = reply.body.data.filter(({ type, name }) => type !== 'SOA' && (type !== 'NS' || name !== domain))
    return own.map(({ name, type, ttl, values }) => `${name} ${ttl} ${type} ${values.toSorted().join(' | ')}`)
  }

  const told = ({ body }: TestReply<ImportData>) => body.details.map(({ path, code }) => `${path} ${code}`)

  describe('an export', () => {
    test('is a zone file, SOA first, with a last line that says it is whole', async () => {
      await send('@ MX 10 mail\nwww 60 A 192.0.2.1\nwww 60 A 192.0.2.2\n')
      const lines = (await exported()).split('\n')
      expect(lines[0]).toBe(`$ORIGIN ${domain}.`)
      expect(lines[2]).toMatch(/^@ 900 IN SOA /)
      expect(lines.slice(3)).toEqual([
        `@ 300 IN MX 10 mail.${domain}.`,
        '@ 86400 IN NS ns1.test.',
        'www 60 IN A 192.0.2.1',
        'www 60 IN A 192.0.2.2',
        `; end of ${domain}`,
        '',
      ])
    })

    test('says what it is, and under which name to keep it', async () => {
      const headers = { authorization: `Bearer ${token}` }
      const reply = await zoneplane.app.inject({ method: 'GET', url: `${zone}/export`, headers })
      expect(reply.headers['content-type']).toBe('text/dns; charset=utf-8')
      expect(reply.headers['content-disposition']).toBe(`attachment; filename="${domain}.zone"`)
    })

    test('comes to nothing when it is imported again, in either mode', async () => {
      await send(example.replaceAll('example.', `${domain}.`).replace(/^example\t/m, `${domain}.\t`), '?confirm=true')
      const file = await exported()
      for (const mode of ['merge', 'replace']) {
        const { status, body } = await send(file, `?dryRun=true&mode=${mode}`)
        expect([status, body.data.changes, body.data.counts.unchanged]).toEqual([200, [], (await sets()).length])
      }
    })
  })

  describe('merging', () => {
    test('puts the sets of the file, and leaves all others', async () => {
      await send('www A 192.0.2.1\nmail A 192.0.2.2\nold TXT "stays"\n')
      const { status, body } = await send('www 60 A 192.0.2.9\nmail 300 A 192.0.2.2\nnew AAAA 2001:db8::1\n')
      expect(status).toBe(201)
      expect(body.data).toMatchObject({
        dryRun: false,
        mode: 'merge',
        records: 3,
        counts: { create: 1, replace: 1, delete: 0, unchanged: 1, kept: 3 },
        atomic: true,
        calls: 1,
        changeSet: { kind: 'import', status: 'applied', total: 2, done: 2 },
      })
      expect(await sets()).toEqual([
        `mail.${domain} 300 A 192.0.2.2`,
        `new.${domain} 300 AAAA 2001:db8::1`,
        `old.${domain} 300 TXT stays`,
        `www.${domain} 60 A 192.0.2.9`,
      ])
    })

    test('that comes to nothing makes no change set', async () => {
      await send('www A 192.0.2.1\n')
      const { status, body } = await send('www A 192.0.2.1\n')
      expect([status, body.message, body.data.changeSet]).toEqual([200, 'Nothing to change.', null])
    })
  })

  describe('replacing', () => {
    test('deletes what is not in the file, but for SOA and the NS at the apex', async () => {
      await send('a A 192.0.2.1\nb A 192.0.2.1\nb TXT x\n')
      const { status, body } = await send('b A 192.0.2.2\n', '?mode=replace&confirm=true')
      expect([status, body.data.counts]).toEqual([201, { create: 0, replace: 1, delete: 2, unchanged: 0, kept: 2 }])
      expect(await sets()).toEqual([`b.${domain} 300 A 192.0.2.2`])
      expect(await exported()).toMatch(/SOA[\s\S]*NS ns1\.test\./)
    })

    test('can turn a CNAME into addresses and back', async () => {
      await send('www CNAME other\n')
      expect((await send('www A 192.0.2.1\n', '?mode=replace')).status).toBe(201)
      expect((await send('www CNAME other\n', '?mode=replace')).status).toBe(201)
      expect(await sets()).toEqual([`www.${domain} 300 CNAME other.${domain}.`])
    })

    test('of a large part of a zone is refused with its plan until it is confirmed', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `host-${index} A 192.0.2.${index}`)
      await send(names.join('\n'))
      const refused = await send(names.slice(0, 10).join('\n'), '?mode=replace')
      expect([refused.status, refused.body.code]).toEqual([409, 'confirmation_required'])
      expect(refused.body.details).toMatchObject([{ path: 'confirm', code: 'many_sets_lost' }])
      expect(refused.body).toMatchObject({ plan: { counts: { delete: 10, unchanged: 10 }, atomic: true } })
      expect((await sets()).length).toBe(20)
      const confirmed = await send(names.slice(0, 10).join('\n'), '?mode=replace&confirm=true')
      expect([confirmed.status, (await sets()).length]).toEqual([201, 10])
    })
  })

  describe('a dry run', () => {
    test('shows what would be done, and does none of it', async () => {
      await send('www A 192.0.2.1\n')
      const { status, body } = await send('www A 192.0.2.2\nnew A 192.0.2.3\n', '?dryRun=true')
      expect(status).toBe(200)
      expect(body.data).toMatchObject({ dryRun: true, changeSet: null, dangers: [], warningCount: 0 })
      expect(body.data.changes).toEqual([
        { op: 'create', name: `new.${domain}`, type: 'A', before: null, after: expect.objectContaining({ ttl: 300 }) },
        {
          op: 'replace',
          name: `www.${domain}`,
          type: 'A',
          before: expect.objectContaining({ values: ['192.0.2.1'] }),
          after: expect.objectContaining({ values: ['192.0.2.2'] }),
        },
      ])
      expect(await sets()).toEqual([`www.${domain} 300 A 192.0.2.1`])
    })

    test('of a dangerous plan is no refusal, and tells the dangers', async () => {
      await send('a A 192.0.2.1\nb A 192.0.2.1\n')
      const { status, body } = await send('; nothing\n@ SOA a b 1 2 3 4 5\n', '?dryRun=true&mode=replace')
      expect([status, body.data.dangers.map(({ code }) => code)]).toEqual([200, ['zone_emptied']])
    })
  })

  describe('a file with problems', () => {
    test('has each named by line and column, and nothing of it is done', async () => {
      const file = [
        '$TTL 300',
        'good A 192.0.2.1',
        'bad A 192.0.2.256',
        'www.other.example. A 192.0.2.1',
        'x A 192.0.2.1 (',
        'alias CNAME good',
        'alias A 192.0.2.1',
        'y NONSENSE 1',
      ].join('\n')
      const reply = await send(file)
      expect([reply.status, reply.body.code]).toEqual([400, 'validation_failed'])
      expect(told(reply)).toEqual([
        'body:3:7 invalid_ipv4_address',
        'body:4:1 out_of_zone',
        'body:5:15 unbalanced_parentheses',
        'body:6:1 cname_with_other_data',
        'body:7:1 cname_with_other_data',
        'body:8:3 unknown_type',
      ])
      expect(await sets()).toEqual([])
    })

    test.each([
      ['a CNAME where the zone has other data', 'www A 192.0.2.1', 'www CNAME x', ['body:1:1 cname_with_other_data']],
      ['data where the zone has a CNAME', 'www CNAME x', '\nwww A 192.0.2.1', ['body:2:1 cname_with_other_data']],
      ['a CNAME at the apex', '', '@ CNAME x', ['body:1:1 cname_at_apex']],
      ['data below a DNAME of the file', '', 'a DNAME x\nb.a A 192.0.2.1', ['body:2:1 name_below_dname']],
      ['data below a DNAME of the zone', 'a DNAME x', 'b.a A 192.0.2.1', ['body:1:1 name_below_dname']],
      ['a DNAME above data of the zone', 'b.a A 192.0.2.1', '\na DNAME x', ['body:2:1 name_below_dname']],
      ['SOA below the apex', '', 'sub SOA a b 1 2 3 4 5', ['body:1:1 soa_below_apex']],
      ['nothing', '', '', ['body:1:1 empty_zone_file']],
      ['comments only', '', '; a comment\n\n', ['body:1:1 empty_zone_file']],
      ['a binary file', '', Buffer.from([0x61, 0x20, 0xff, 0xfe, 0x0a]), ['body:1:3 not_utf8']],
    ])('%s', async (_, before, file, problems) => {
      if (before !== '') expect((await send(before)).status).toBe(201)
      const reply = await send(file)
      expect([reply.status, told(reply)]).toEqual([400, problems])
    })

    test('of more than 1,000 has the first told, and all counted', async () => {
      const reply = await send('www A nonsense\n'.repeat(2500))
      expect([reply.status, reply.body.details.length]).toEqual([400, 1000])
      expect(reply.body.message).toContain('2500 problems')
      expect(reply.body.details.at(-1)?.path).toBe('body:1000:7')
    })

    test('at a name with more records than memory should hold is refused', async () => {
      const reply = await send('$GENERATE 0-30000 www TXT $\n')
      expect([reply.status, new Set(told(reply))]).toEqual([
        400,
        new Set(['body:1:1 too_many_values', 'body:1:1 set_too_large']),
      ])
    })
  })

  test('what is worth knowing comes as warnings, and stands in nobody’s way', async () => {
    const file = [
      '@ SOA ns1 hostmaster 1 2 3 4 5',
      '@ NS ns1.elsewhere.example.',
      'www 300 A 192.0.2.1',
      'www 60 A 192.0.2.2',
      'www 300 A 192.0.2.1',
      'www RRSIG A 8 2 300 20300101000000 20200101000000 1 example. AAAA',
    ].join('\n')
    const { status, body } = await send(file)
    expect([status, body.data.warningCount]).toEqual([201, 5])
    expect(body.data.warnings.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '1 managed_by_provider',
      '2 managed_by_provider',
      '4 ttl_mismatch',
      '5 duplicate_record',
      '6 made_when_signed',
    ])
    expect(await sets()).toEqual([`www.${domain} 60 A 192.0.2.1 | 192.0.2.2`])
  })

  test.each([
    ['application/json', 'unsupported_media_type'],
    ['', 'unsupported_media_type'],
    ['text/html', 'unsupported_media_type'],
    ['text/dns; charset=iso-8859-1', 'unsupported_media_type'],
  ])('a body of type "%s" is refused', async (type, code) => {
    const reply = await send('www A 192.0.2.1\n', '', { 'content-type': type })
    expect([reply.status, reply.body.code]).toEqual([400, code])
  })

  test.each(['text/plain', 'text/plain; charset=UTF-8', 'text/dns;charset=us-ascii'])(
    'a body of type "%s" is taken',
    async type => {
      expect((await send('www A 192.0.2.1\n', '', { 'content-type': type })).status).toBe(201)
    },
  )

  test('a compressed body is refused', async () => {
    const reply = await send('www A 192.0.2.1\n', '', { 'content-encoding': 'gzip' })
    expect([reply.status, reply.body.code]).toEqual([400, 'unsupported_media_type'])
  })

  test.each([
    ['mode=add', 'mode'],
    ['dryRun=yes', 'dryRun'],
    ['confirm=1', 'confirm'],
    ['dryrun=true', 'dryrun'],
    ['mode=merge&mode=replace', 'mode'],
    ['comment=a%00b', 'comment'],
  ])('?%s is refused', async (query, path) => {
    const reply = await send('www A 192.0.2.1\n', `?${query}`)
    expect([reply.status, reply.body.details[0]?.path]).toEqual([400, path])
  })

  test('a request without a body is told that there is nothing in it', async () => {
    const reply = await zoneplane.call<ImportData>('POST', `${zone}/import`, { token })
    expect([reply.status, told(reply)]).toEqual([400, ['body:1:1 empty_zone_file']])
  })

  test('two imports at once into one zone are both done, and what both have is as one of them says', async () => {
    const file = (own: string) =>
      Array.from({ length: 50 }, (_, at) => `shared-${at} TXT ${own}\n${own}-${at} A 192.0.2.1`)
    const replies = await Promise.all(['one', 'two'].map(own => send(file(own).join('\n'), '?confirm=true')))
    expect(replies.map(reply => reply.status)).toEqual([201, 201])
    const there = await sets()
    expect(there.length).toBe(150)
    expect(new Set(there.filter(set => set.startsWith('shared')).map(set => set.split(' ').at(-1))).size).toBe(1)
  })

  test('the history has the import, with its comment and who did it', async () => {
    const { body } = await send('www A 192.0.2.1\n', '?comment=from%20the%20old%20server')
    expect(body.data.changeSet).toMatchObject({
      kind: 'import',
      comment: 'from the old server',
      actor: { kind: 'user', name: 'owner@example.com' },
    })
    const activities = await zoneplane.call('GET', '/api/activities?limit=1', { token })
    expect(activities.body.data).toMatchObject([{ action: 'record_set.import', subject: `${domain}.` }])
  })
})
