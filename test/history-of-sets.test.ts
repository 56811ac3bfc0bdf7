import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachStore } from './each-store.ts'
import type { TestApp } from './test-app.ts'
import { createZoneWorld, type ZoneWorld } from './zone-world.ts'

interface Listed {
  id: number
  firstChanges: { op: string; name: string; type: string }[]
}

onEachStore(start => {
  let app: TestApp
  let world: ZoneWorld
  let zone: string
  const ids: number[] = []
  const submit = async (changes: object[]) => {
    const { body } = await world.call<{ id: number }>('POST', `${zone}/changes`, { changes, confirm: true })
    ids.push(body.data.id)
  }
  const history = async (query: string) => (await world.call<Listed[]>('GET', `${zone}/changes${query}`)).body
  const put = (name: string, type: string, value: string) => ({ action: 'upsert', name, type, values: [value] })

  beforeAll(async () => {
    app = await start()
    world = await createZoneWorld(app)
    zone = await world.makeZone('history.example')
    await submit([put('www', 'A', '192.0.2.1'), put('www', 'TXT', 'one'), put('a_b', 'A', '192.0.2.1')])
    await submit([put('api', 'A', '192.0.2.2')])
    await submit([put('aXb', 'A', '192.0.2.3'), put('note', 'TXT', '{"name":"www.history.example.","type":"A"}')])
    await submit(['1', '2', '3', '4', '5'].map(name => put(name, 'A', '192.0.2.4')))
    await submit([{ action: 'delete', name: 'www', type: 'A' }])
  })
  afterAll(() => app.stop())

  test('a change set is listed with the first three of its changes', async () => {
    const { data } = await history('')
    expect(data.map(({ id }) => id)).toEqual([...ids].reverse())
    expect(data[0]?.firstChanges).toEqual([{ op: 'delete', name: 'www.history.example', type: 'A' }])
    expect(data[1]?.firstChanges.map(({ name }) => name)).toEqual(
      ['1', '2', '3'].map(name => `${name}.history.example`),
    )
  })

  test('only what was written at a name is listed, and its changes are the ones shown', async () => {
    const { data } = await history('?name=WWW')
    expect(data.map(({ id }) => id)).toEqual([ids[4], ids[0]])
    expect(data[1]?.firstChanges.map(({ op, type }) => [op, type])).toEqual([
      ['create', 'A'],
      ['create', 'TXT'],
    ])
    expect((await history('?name=www&type=txt')).data.map(({ id }) => id)).toEqual([ids[0]])
    expect((await history('?type=TXT')).data.map(({ id }) => id)).toEqual([ids[2], ids[0]])
  })

  test('characters that stand for others in patterns stand for themselves', async () => {
    expect((await history('?name=a_b')).data.map(({ id }) => id)).toEqual([ids[0]])
    expect((await history('?name=none')).data).toEqual([])
  })

  test('pages of what is left follow each other', async () => {
    const first = await history('?name=www&limit=1')
    expect(first.data.map(({ id }) => id)).toEqual([ids[4]])
    const second = await history(`?name=www&limit=1&cursor=${first.nextCursor}`)
    expect([second.data.map(({ id }) => id), second.nextCursor]).toEqual([[ids[0]], null])
  })

  test('a name outside the zone is refused with its path', async () => {
    expect(await history('?name=www.example.org.')).toMatchObject({ details: [{ path: 'name' }] })
  })
})
