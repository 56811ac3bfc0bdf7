import { expect, test } from 'vitest'
import { createTurns, type Turns } from './engine-turns.ts'

async function run<T>(turns: Turns, whose: Parameters<Turns['turn']>[0], work: () => Promise<T>): Promise<T> {
  const turn = turns.turn(whose)
  await turn.begin()
  try {
    return await work()
  } finally {
    turn.end()
  }
}

/** Work that ends when it is told to, and notes its name when it starts. */
function stage(atOnce: number) {
  const turns = createTurns(atOnce)
  const started: string[] = []
  const ends: (() => void)[] = []
  const add = (workspaceId: number, zoneId: number) =>
    run(turns, { workspaceId, zoneId }, () => {
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

test('a turn that is not taken can’t be given back', async () => {
  const turns = createTurns(1)
  const [first, second, third] = [1, 2, 3].map(zoneId => turns.turn({ workspaceId: 1, zoneId }))
  first!.end()
  await first!.begin()
  const order: string[] = []
  void second!.begin().then(() => order.push('second'))
  void third!.begin().then(() => order.push('third'))
  first!.end()
  first!.end()
  await new Promise(setImmediate)
  expect(order).toEqual(['second'])
})

test('a turn can be taken again after it was given back', async () => {
  const turns = createTurns(1)
  const [one, other] = [1, 2].map(zoneId => turns.turn({ workspaceId: 1, zoneId }))
  await one!.begin()
  one!.end()
  await other!.begin()
  other!.end()
  await one!.begin()
  let began = false
  void other!.begin().then(() => {
    began = true
  })
  await new Promise(setImmediate)
  expect(began).toBe(false)
})
