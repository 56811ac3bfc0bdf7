import { expect, test } from 'vitest'
import { openFake } from '../../../test/fakes/route53/open-provider.ts'
import { usualKey } from '../../../test/fakes/route53/options.ts'

const tried = [
  'route53:ListHostedZones',
  'route53:ListHostedZonesByName',
  'route53:GetHostedZone',
  'route53:ListResourceRecordSets',
  'route53:ChangeResourceRecordSets',
  'route53:GetChange',
]

function openWith(actions: readonly string[]) {
  return openFake({ users: { [usualKey.accessKeyId]: { ...usualKey, actions } } })
}

test('whoever may do all that is tried misses nothing', async () => {
  const { provider } = await openWith(tried)
  expect(await provider.missingPermissions!()).toEqual([])
})

test.each(tried)('%s is missed, with AWS’s own sentence', async action => {
  const { provider } = await openWith(tried.filter(other => other !== action))
  const problems = await provider.missingPermissions!()
  expect(problems).toEqual([{ path: action, code: 'missing_permission', message: expect.stringContaining(action) }])
})

test('whoever may do nothing misses everything', async () => {
  const { provider } = await openWith([])
  expect((await provider.missingPermissions!()).map(({ path }) => path)).toEqual(tried)
})

test('an account without zones is looked at too', async () => {
  const { provider, fake, zone } = await openWith(tried.filter(action => action !== 'route53:GetHostedZone'))
  fake.deleteZone(zone.hostedZoneId)
  expect((await provider.missingPermissions!()).map(({ path }) => path)).toEqual(['route53:GetHostedZone'])
})

test('looking changes nothing, not even in a zone whose name is as odd as can be', async () => {
  const { provider, fake, zone } = await openWith(tried)
  fake.deleteZone(zone.hostedZoneId)
  const odd = fake.addZone({ name: 'invalid.' })
  const before = fake.sets(odd.id)
  expect(await provider.missingPermissions!()).toEqual([])
  expect(fake.sets(odd.id)).toEqual(before)
  expect(fake.requests.filter(({ method, status }) => method === 'POST' && status === 200)).toEqual([])
})
