import type { Name, Rdata } from './dns/rrset.ts'
import type { RunningSecondaries } from './services/secondary-service.ts'

/** What is told to the secondaries, from when they're there on. */
export interface Following {
  served(domain: Name, soa?: Rdata): void
  fill(): Promise<void>
  begin(secondaries: RunningSecondaries): Promise<void>
}

/** The name server is started first, and is to know whom it tells of what is served. */
export function createFollowing(): Following {
  let secondaries: RunningSecondaries | undefined
  return {
    served: (domain, soa) => secondaries?.served(domain, soa),
    fill: async () => secondaries?.fill(),
    async begin(running) {
      secondaries = running
      await running.fill()
    },
  }
}
