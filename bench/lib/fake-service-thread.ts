/** The thread of fake-service.ts: tells its address, then answers each request with one message. */
import { parentPort, workerData } from 'node:worker_threads'
import { startFakeCloudflare } from '../../test/fakes/cloudflare/server.ts'
import { startFakeRoute53 } from '../../test/fakes/route53/server.ts'
import type { FakeOptions, FakeRequest, Requests } from './fake-service.ts'

const what = workerData as FakeOptions
const fake = what.service === 'route53' ? await startFakeRoute53(what.options) : await startFakeCloudflare(what.options)

parentPort?.on('message', async (request: FakeRequest) => parentPort?.postMessage(await answer(request)))
parentPort?.postMessage(fake.url)

async function answer(request: FakeRequest): Promise<string | Requests | undefined> {
  if (request.do === 'takeRequests') return takeRequests()
  if (request.do === 'close') return void (await fake.close())
  const { name } = request
  return ('records' in fake ? fake.addZone({ name, plan: 'enterprise' }) : fake.addZone({ name })).id
}

function takeRequests(): Requests {
  const requests: readonly { status: number | undefined }[] = fake.requests.splice(0)
  return { sent: requests.length, refused: requests.filter(({ status = 0 }) => status >= 300).length }
}
