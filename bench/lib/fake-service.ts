import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FakeCloudflareOptions } from '../../test/fakes/cloudflare/options.ts'
import type { FakeRoute53Options } from '../../test/fakes/route53/options.ts'

/** A simulated service in a thread of its own: whatever keeps the callers busy doesn't make it late. */
export interface FakeService {
  url: string
  /** Makes a zone; gives its id at the service. */
  addZone(name: string): Promise<string>
  /** What came in since the last time. */
  takeRequests(): Promise<Requests>
  close(): Promise<void>
}

export interface Requests {
  sent: number
  /** Answered with anything but a success, throttling included. */
  refused: number
}

export type FakeOptions =
  | { service: 'route53'; options: FakeRoute53Options }
  | { service: 'cloudflare'; options: FakeCloudflareOptions }

export type FakeRequest = { do: 'addZone'; name: string } | { do: 'takeRequests' } | { do: 'close' }

export async function startFakeService(what: FakeOptions): Promise<FakeService> {
  const thread = new Worker(new URL('fake-service-thread.ts', import.meta.url), { workerData: what })
  const next = async () => ((await once(thread, 'message')) as [unknown])[0]
  const ask = (request: FakeRequest) => {
    thread.postMessage(request)
    return next()
  }
  const url = (await next()) as string
  return {
    url,
    addZone: async name => (await ask({ do: 'addZone', name })) as string,
    takeRequests: async () => (await ask({ do: 'takeRequests' })) as Requests,
    close: async () => {
      await ask({ do: 'close' })
      await thread.terminate()
    },
  }
}
