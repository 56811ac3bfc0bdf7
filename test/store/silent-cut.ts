import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a database on which connections can be lost without a word, as they are when a cable is pulled. */
export async function silentCut(databaseUrl: string): Promise<{ url: string; cut(applicationName: string): void }> {
  const { port } = new URL(databaseUrl)
  const ways: { name: string; cut(): void; end(): void }[] = []
  const proxy = createServer(near => {
    const far = connect(Number(port), '127.0.0.1')
    const end = () => {
      near.destroy()
      far.destroy()
    }
    near.once('data', hello => {
      const cut = () => {
        near.unpipe(far)
        near.off('close', end)
        far.off('close', end).destroy()
        near.resume()
      }
      ways.push({ name: hello.toString('latin1'), cut, end })
    })
    near.on('error', end).on('close', end).pipe(far)
    far.on('error', end).on('close', end).pipe(near, { end: false })
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const way of ways) way.end()
    proxy.close()
  })
  const url = new URL(databaseUrl)
  url.port = String((proxy.address() as AddressInfo).port)
  return {
    url: url.href,
    cut: applicationName => {
      for (const way of ways) if (way.name.includes(applicationName)) way.cut()
    },
  }
}
