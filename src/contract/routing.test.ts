import { expect, test } from 'vitest'
import { routingProblems } from './routing.ts'

test.each([
  { policy: 'simple' },
  { policy: 'multivalue', healthCheckId: 'check' },
  { policy: 'weighted', weight: 0 },
  { policy: 'latency', region: 'eu-west-1' },
  { policy: 'failover', role: 'PRIMARY' },
  { policy: 'geolocation', country: 'US', subdivision: 'CA' },
  { policy: 'geoproximity', coordinates: { latitude: '1', longitude: '2' }, bias: 5 },
  { policy: 'cidr', collectionId: 'c', location: '*' },
])('%o has all that it needs', routing => {
  expect(routingProblems('routing', routing)).toEqual([])
})

test.each([
  [{ policy: 'weighted' }, ['routing.weight required']],
  [{ policy: 'geolocation' }, ['routing.continent required']],
  [{ policy: 'geolocation', continent: 'EU', country: 'DE' }, ['routing.country not_allowed']],
  [{ policy: 'latency', weight: 1 }, ['routing.region required', 'routing.weight not_allowed']],
  [{ policy: 'simple', trafficPolicyInstanceId: 'i' }, ['routing.trafficPolicyInstanceId not_allowed']],
  // What the schema tells of is not told again.
  [{ policy: 'none' }, []],
  [{ policy: 'simple', unknown: 1 }, []],
  ['text', []],
])('of %o is told %o', (routing, expected) => {
  expect(routingProblems('routing', routing).map(({ path, code }) => `${path} ${code}`)).toEqual(expected)
})
