import { expect, test } from 'vitest'
import { createTurns } from './engine-turns.ts'

/** Work that ends when it is told to, and notes its name when it starts. */
function stage(atOnce: number) {
  const turns = createTurns(atOnce)
  const started: string[] = []
  const ends: (() => void)[] = []
  const add = (workspaceId: number, zoneId: number) =>
    turns.run({ workspaceId, zoneId }, () => {
      started.push(`${workspaceId}/${zoneId}`)
      return new Promise<void>(resolve => ends.push(resolve))
    })
  const endNext = async () => {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return { add, started, endNext }
}

test('no more goes on at once than is allowed', async () => {
  const { add, started, endNext } = stage(2)
  for (const zone of [1, 2, 3]) void add(1, zone)
  await new Promise(setImmediate)
  expect(started).toEqual(['1/1', '1/2'])
  await endNext()
  expect(started).toEqual(['1/1', '1/2', '1/3'])
})

test('a workspace with many busy zones waits for itself, not others for it', async () => {
  const { add, started, endNext } = stage(1)
  for (let zone = 1; zone <= 100; zone++) void add(1, zone)
  void add(2, 200)
  void add(2, 201)
  await new Promise(setImmediate)
  for (let turn = 0; turn < 4; turn++) await endNext()
  expect(started).toEqual(['1/1', '1/2', '2/200', '1/3', '2/201'])
})

test('zones of a workspace take turns too', async () => {
  const { add, started, endNext } = stage(1)
  for (const zone of [1, 1, 1, 2]) void add(1, zone)
  await new Promise(setImmediate)
  for (let turn = 0; turn < 3; turn++) await endNext()
  expect(started).toEqual(['1/1', '1/1', '1/2', '1/1'])
})

test('work that throws gives its place back', async () => {
  const turns = createTurns(1)
  const whose = { workspaceId: 1, zoneId: 1 }
  await expect(turns.run(whose, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.run(whose, async () => 'done')).toBe('done')
})
