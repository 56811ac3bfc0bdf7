import { beforeAll, expect, test } from 'vitest'
import type { RecordSet } from '../src/contract/records.ts'
import { onEachStore } from './each-store.ts'
import type { TestApp, TestUser } from './test-app.ts'

onEachStore(start => {
  let app: TestApp
  let user: TestUser
  let path: string

  beforeAll(async () => {
    app = await start()
    user = await app.signUp('Pages')
    await send('POST', '/api/projects', { name: 'Paging' })
    const { body } = await send('POST', `/api/cloud-connections/${user.workspace.slug}`, {
      name: 'Own',
      provider: 'builtin',
      credentials: {},
    })
    await send('POST', '/api/projects/paging/cloud-connections', { connectionId: body.data.id })
    const zone = await send('POST', '/api/paging/production/dns', { name: 'Zone', domainName: 'example.com' })
    path = `/api/paging/production/dns/${zone.body.data.id}`
    const changes = Array.from({ length: 25 }, (_, index) => ({
      action: 'create',
      name: `host-${String(index).padStart(2, '0')}`,
      type: index % 5 === 0 ? 'TXT' : 'A',
      ttl: 60 + (index % 3),
      values: [index % 5 === 0 ? `Text No. ${index}` : `192.0.2.${index}`],
    }))
    changes.push({ action: 'create', name: 'bücher', type: 'A', ttl: 300, values: ['192.0.2.200'] })
    expect((await send('POST', `${path}/changes`, { changes })).status).toBe(201)
    return () => app.stop()
  })

  const send = (method: 'GET' | 'POST', url: string, body?: unknown) =>
    app.call<RecordSet[] & { id: number }>(method, url, { body, token: user.token })
  const list = async (query: string) => (await send('GET', `${path}/records?${query}`)).body
  const names = async (query: string) => (await list(query)).data.map(({ name }) => name.split('.')[0])

  async function all(query: string): Promise<RecordSet[]> {
    const sets: RecordSet[] = []
    for (let cursor = ''; ; ) {
      const page = await list(`${query}${cursor}`)
      sets.push(...page.data)
      if (page.nextCursor === null) return sets
      cursor = `&cursor=${page.nextCursor}`
    }
  }

  test('a page tells how many sets there are on all pages, and a list without pages does not', async () => {
    expect(await list('limit=5')).toMatchObject({ count: 5, total: 28 })
    expect(await list('limit=5&type=TXT')).toMatchObject({ count: 5, total: 5, nextCursor: null })
    expect(await list('limit=2&search=host-1')).toMatchObject({ count: 2, total: 10 })
    const { nextCursor } = await list('limit=20')
    expect(await list(`cursor=${nextCursor}`)).toMatchObject({ count: 8, total: 28, nextCursor: null })
    expect(await list('')).not.toHaveProperty('total')
  })

  test('what is searched is found by what people read, and signs mean themselves', async () => {
    expect(await names('limit=10&search=HOST-07')).toEqual(['host-07'])
    expect(await names(`limit=10&search=${encodeURIComponent('text no. 1')}`)).toEqual(['host-10', 'host-15'])
    expect(await names(`search=${encodeURIComponent('text no. 1')}`)).toEqual(['host-10', 'host-15'])
    expect(await names(`limit=10&search=${encodeURIComponent('BÜCHER.example')}`)).toEqual(['xn--bcher-kva'])
    expect(await names('limit=10&search=xn--b')).toEqual(['xn--bcher-kva'])
    for (const search of ['%', 'host_0', 'host*', '\\', "'"]) {
      expect(await names(`limit=10&search=${encodeURIComponent(search)}`)).toEqual([])
    }
  })

  test('each order can be paged through, both ways, to the same end as the list without pages', async () => {
    for (const sort of ['name', 'type', 'ttl']) {
      for (const order of ['asc', 'desc']) {
        const whole = (await list(`sort=${sort}&order=${order}`)).data
        expect(whole).toHaveLength(28)
        expect(await all(`sort=${sort}&order=${order}&limit=7`)).toEqual(whole)
      }
      const down = (await list(`sort=${sort}&order=desc`)).data
      expect(down.toReversed()).toEqual((await list(`sort=${sort}`)).data)
    }
    const ttls = (await list('sort=ttl')).data.map(({ ttl }) => ttl ?? 0)
    expect(ttls).toEqual(ttls.toSorted((one, other) => one - other))
  })

  test('what cannot be meant is refused', async () => {
    for (const [query, place] of [
      ['sort=value', 'sort'],
      ['order=up', 'order'],
      ['search=', 'search'],
      [`search=${encodeURIComponent(' a')}`, 'search'],
      ['sort=ttl&cursor=QSBhLg', 'cursor'],
    ] as const) {
      const { status, body } = await send('GET', `${path}/records?${query}`)
      expect([query, status, body.details[0]?.path]).toEqual([query, 400, place])
    }
  })
})
