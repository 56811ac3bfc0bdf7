import { expect, test } from 'vitest'
import type { FrontRequest } from '../nameserver/front.ts'
import { createFront, type FrontPart } from './front.ts'

const request: FrontRequest = {
  message: Uint8Array.from([7, 9, 0x29, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 1]),
  from: { address: '192.0.2.1', port: 5353 },
  transport: 'udp',
}

test('what nobody takes is refused with its header alone', async () => {
  const parts: FrontPart[] = [{ take: async () => undefined }]
  const message = Uint8Array.from([7, 9, 0xa9, 5, 0, 0, 0, 0, 0, 0, 0, 0])
  expect(await createFront(parts).handle(request)).toEqual({ do: 'reply', message })
})

test('the first that takes a message has it', async () => {
  const parts: FrontPart[] = [
    { take: async () => undefined },
    { take: async () => ({ do: 'drop' }) },
    {
      take: () => {
        throw new Error('it has been taken')
      },
    },
  ]
  expect(await createFront(parts).handle(request)).toEqual({ do: 'drop' })
})

test('while there is nobody yet nothing is said, so that clients come again', async () => {
  const parts: FrontPart[] = []
  const front = createFront(parts)
  expect(await front.handle(request)).toEqual({ do: 'drop' })
  parts.push({ take: async () => undefined })
  expect(await front.handle(request)).toMatchObject({ do: 'reply' })
})
