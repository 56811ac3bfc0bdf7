import { beforeAll, expect, test } from 'vitest'
import type { ListedZone } from '../src/contract/zones.ts'
import { onEachStore } from './each-store.ts'
import type { TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let app: TestApp
  let user: TestUser
  const path = '/api/listing/production/dns'
  const ids = new Map<string, number>()

  beforeAll(async () => {
    app = await start()
    user = await app.signUp('Lists')
    await send('POST', '/api/projects', { name: 'Listing' })
    const own = { name: 'Own', provider: 'builtin', credentials: {} }
    const { body } = await send('POST', `/api/cloud-connections/${user.workspace.slug}`, own)
    await send('POST', '/api/projects/listing/cloud-connections', { connectionId: body.data.id })
    for (const [domainName, name] of [
      ['b.example.com', 'Same'],
      ['bücher.example', 'Books'],
      ['a.example.com', 'Same'],
      ['100.example.org', '50% off'],
      ['z.a.example.com', 'Last'],
    ] as const) {
      ids.set(domainName, (await send('POST', path, { name, domainName })).body.data.id)
    }
    return () => app.stop()
  })

  const send = (method: 'GET' | 'POST', url: string, body?: unknown) =>
    app.call<ListedZone[] & { id: number }>(method, url, { body, token: user.token })
  const list = async (query: string) => (await send('GET', `${path}?${query}`)).body
  const domains = async (query: string) => (await list(query)).data.map(({ domainName }) => domainName)
  const all = ['b.example.com', 'xn--bcher-kva.example', 'a.example.com', '100.example.org', 'z.a.example.com']

  async function paged(query: string): Promise<string[]> {
    const found: string[] = []
    for (let cursor = ''; ; ) {
      const page = await list(`${query}${cursor}`)
      found.push(...page.data.map(({ domainName }) => domainName))
      if (page.nextCursor === null) return found
      cursor = `&cursor=${page.nextCursor}`
    }
  }

  test('zones come all at once, oldest first, or in pages that say how many there are', async () => {
    expect(await domains('')).toEqual(all)
    expect(await list('')).not.toHaveProperty('nextCursor')
    expect(await list('limit=2')).toMatchObject({ count: 2, total: 5 })
    expect(await list('limit=5')).toMatchObject({ count: 5, total: 5, nextCursor: null })
    expect(await paged('limit=2')).toEqual(all)
  })

  test('each order can be paged through, both ways', async () => {
    // From the root downward: com, example, org.
    const byDomain = ['a.example.com', 'z.a.example.com', 'b.example.com', 'xn--bcher-kva.example', '100.example.org']
    expect(await domains('sort=domain')).toEqual(byDomain)
    for (const sort of ['id', 'domain', 'name']) {
      const whole = await domains(`sort=${sort}`)
      expect(await paged(`sort=${sort}&limit=2`)).toEqual(whole)
      expect(await paged(`sort=${sort}&order=desc&limit=1`)).toEqual(whole.toReversed())
    }
    expect((await list('sort=name')).data.map(({ name }) => name)).toEqual(['50% off', 'Books', 'Last', 'Same', 'Same'])
  })

  test('a search finds domains as people read them, and names', async () => {
    expect(await domains('search=A.EXAMPLE.COM')).toEqual(['a.example.com', 'z.a.example.com'])
    expect(await domains(`search=${encodeURIComponent('BÜCH')}`)).toEqual(['xn--bcher-kva.example'])
    expect(await domains('search=same&limit=1')).toEqual(['b.example.com'])
    expect(await domains(`search=${encodeURIComponent('%')}`)).toEqual(['100.example.org'])
    expect(await domains('search=_')).toEqual([])
    expect(await list('search=same&limit=1')).toMatchObject({ total: 2 })
  })

  test('each zone tells when it was last changed', async () => {
    const before = (await list('limit=5')).data.map(({ lastChangeAt }) => lastChangeAt)
    expect(before).toEqual([null, null, null, null, null])
    const id = ids.get('a.example.com')
    await send('POST', `${path}/${id}/records`, { name: 'www', type: 'A', values: ['192.0.2.1'] })
    const first = (await list('limit=5&search=a.example.com')).data.map(({ lastChangeAt }) => lastChangeAt)
    expect(first).toEqual([new Date(app.clock.now).toISOString(), null])
    app.clock.now += 60_000
    await send('POST', `${path}/${id}/records`, { name: 'www', type: 'A', values: ['192.0.2.2'] })
    expect((await list('limit=1&sort=domain&search=a.example.com')).data[0]?.lastChangeAt).toBe(
      new Date(app.clock.now).toISOString(),
    )
  })

  test('what cannot be meant is refused', async () => {
    for (const [query, place] of [
      ['sort=comment', 'sort'],
      ['order=up', 'order'],
      ['search=', 'search'],
      ['limit=0', 'limit'],
      ['cursor=QQ', 'cursor'],
      ['page=2', 'page'],
    ] as const) {
      const { status, body } = await send('GET', `${path}?${query}`)
      expect([query, status, body.details[0]?.path]).toEqual([query, 400, place])
    }
  })
})
