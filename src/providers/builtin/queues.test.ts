import { expect, test } from 'vitest'
import { createQueues } from './queues.ts'

test('work of one key runs one after another, of different keys side by side', async () => {
  const queues = createQueues()
  const seen: string[] = []
  const gate = Promise.withResolvers<void>()
  const one = queues.run('a', async () => {
    await gate.promise
    seen.push('a1')
  })
  const two = queues.run('a', async () => void seen.push('a2'))
  await queues.run('b', async () => void seen.push('b1'))
  gate.resolve()
  await Promise.all([one, two])
  expect(seen).toEqual(['b1', 'a1', 'a2'])
})

test('work that throws rejects its own promise and nothing behind it', async () => {
  const queues = createQueues()
  const failing = queues.run('a', () => Promise.reject(new Error('no')))
  const next = queues.run('a', async () => 'done')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
})
