import type { FakeService } from './fake-service.ts'
import { ratios, show, spread } from './figures.ts'

/** What was measured of one thing, round by round. */
export interface CloudFigure {
  title: string
  seconds: number[]
  requests: number[]
  refused: number
}

/** Milliseconds. */
const restBefore = 1500

/** Measures once more, after a rest in which the account's rate recovers from what came before. */
export async function take(
  { figures, fake }: { figures: CloudFigure[]; fake: FakeService },
  title: string,
  work: () => Promise<void>,
): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, restBefore))
  await fake.takeRequests()
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1000
  const { sent, refused } = await fake.takeRequests()
  const figure = figures.find(one => one.title === title) ?? { title, seconds: [], requests: [], refused: 0 }
  if (!figures.includes(figure)) figures.push(figure)
  figure.seconds.push(seconds)
  figure.requests.push(sent)
  figure.refused += refused
}

/** `peers`: by the title of a peer's figure, the title of ours. */
export function report(figures: readonly CloudFigure[], peers: Readonly<Record<string, string>>): void {
  for (const { title, seconds, requests, refused } of figures) {
    const ours = figures.find(one => one.title === peers[title])
    const compared = ours ? `; ${show(ratios(seconds, ours.seconds), 1)}× our time` : ''
    const told = `${show(spread(requests))} requests, ${refused} refused in all`
    console.log(`  ${title.padEnd(52)} ${show(spread(seconds), 2)} s, ${told}${compared}`)
  }
}
