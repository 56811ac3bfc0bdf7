import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { startTestApp } from './test-app.ts'

test('connections on which nothing was ever asked do not hold up the end', async () => {
  const zoneplane = await startTestApp()
  await zoneplane.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = zoneplane.app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1').resume()
  await once(zoneplane.app.server, 'connection')
  const closed = once(socket, 'close')
  await zoneplane.stop()
  await closed
  expect(zoneplane.app.server.listening).toBe(false)
})
