import { setTimeout } from 'node:timers/promises'
import { GetChangeCommand } from '@aws-sdk/client-route-53'
import type { Call } from '../provider.ts'
import type { Session } from './client.ts'
import { NoAnswerError, providerError } from './failures.ts'

/** Milliseconds between two looks: most changes take some ten seconds up to a minute, and each look is a request of five a second. */
const firstPause = 1000
const longestPause = 5000

/** Until a change is at all of the service's name servers. Asks for as long as the caller waits. */
export async function untilInSync(session: Session, receipt: string, call: Call = {}): Promise<void> {
  try {
    for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
      const { ChangeInfo } = await session.send(new GetChangeCommand({ Id: receipt }))
      if (ChangeInfo?.Status === 'INSYNC') return
      await wait(pause, call)
    }
  } catch (error) {
    throw providerError(error)
  }
}

async function wait(milliseconds: number, { signal }: Call): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {})
  } catch (cause) {
    throw new NoAnswerError('the change was not served everywhere in time', { wasSent: true, cause })
  }
}
