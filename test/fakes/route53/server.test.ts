import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  GetHostedZoneLimitCommand,
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  ListTrafficPoliciesCommand,
  type ResourceRecordSet,
  Route53Client,
  Route53ServiceException,
  UpdateHostedZoneCommentCommand,
} from '@aws-sdk/client-route-53'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type FakeRoute53Options, usualKey } from './options.ts'
import { type FakeRoute53, startFakeRoute53 } from './server.ts'

/** The vendor's own SDK, as it comes. */
async function start(options: FakeRoute53Options = {}) {
  const fake = await startFakeRoute53({ ...options, limits: { requests: 10_000, ...options.limits } })
  onTestFinished(() => fake.close())
  return { fake, client: clientOf(fake), zoneId: fake.addZone({ name: 'example.com.' }).id }
}

function clientOf({ url }: FakeRoute53, credentials = usualKey): Route53Client {
  return new Route53Client({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 })
}

const address = (Name: string, ...values: string[]): ResourceRecordSet => ({
  Name,
  Type: 'A',
  TTL: 300,
  ResourceRecords: (values.length > 0 ? values : ['192.0.2.1']).map(Value => ({ Value })),
})
const changes = (HostedZoneId: string, ...all: [ChangeAction, ResourceRecordSet][]) =>
  new ChangeResourceRecordSetsCommand({
    HostedZoneId,
    ChangeBatch: { Changes: all.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })) },
  })

async function refusalOf(
  work: Promise<unknown>,
): Promise<{ code: string; status: number | undefined; message: string }> {
  const error = await work.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Route53ServiceException)
  const { name, message, $metadata } = error as Route53ServiceException
  return { code: name, status: $metadata.httpStatusCode, message }
}

describe('the vendor’s own SDK', () => {
  test('makes, finds, describes and deletes zones', async () => {
    const { client } = await start()
    const made = await client.send(new CreateHostedZoneCommand({ Name: 'example.net', CallerReference: 'one' }))
    const Id = made.HostedZone?.Id ?? ''
    expect(Id).toMatch(/^\/hostedzone\/Z/)
    expect(made.DelegationSet?.NameServers).toHaveLength(4)
    expect(made.Location).toContain(Id)
    const found = await client.send(new ListHostedZonesByNameCommand({ DNSName: 'example.net' }))
    expect(found.HostedZones?.map(zone => zone.Id)).toEqual([Id])
    await client.send(new UpdateHostedZoneCommentCommand({ Id, Comment: 'a <comment> & more' }))
    const { HostedZone } = await client.send(new GetHostedZoneCommand({ Id }))
    expect(HostedZone).toMatchObject({ Name: 'example.net.', ResourceRecordSetCount: 2, CallerReference: 'one' })
    expect(HostedZone?.Config?.Comment).toBe('a <comment> & more')
    await client.send(new DeleteHostedZoneCommand({ Id }))
    expect(await refusalOf(client.send(new GetHostedZoneCommand({ Id })))).toMatchObject({
      code: 'NoSuchHostedZone',
      status: 404,
    })
  })

  test('writes sets, pages through them, and waits for a change', async () => {
    const { client, zoneId } = await start({ inSyncAfter: 40 })
    const names = ['*.example.com', 'b.example.com', 'A.b.example.com.', 'a-b.example.com', 'a.example.com']
    const { ChangeInfo } = await client.send(
      changes(zoneId, ...names.map((name): [ChangeAction, ResourceRecordSet] => ['CREATE', address(name)])),
    )
    expect(ChangeInfo?.Status).toBe('PENDING')
    const listed: string[] = []
    let next: { StartRecordName?: string | undefined; StartRecordType?: 'A' | undefined } | undefined = {}
    while (next) {
      const input = { HostedZoneId: zoneId, MaxItems: 2, ...next }
      const page: ListResourceRecordSetsCommandOutput = await client.send(new ListResourceRecordSetsCommand(input))
      listed.push(...(page.ResourceRecordSets ?? []).map(({ Name, Type }) => `${Type} ${Name}`))
      next = page.IsTruncated
        ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType as 'A' }
        : undefined
    }
    expect(listed).toEqual([
      'NS example.com.',
      'SOA example.com.',
      String.raw`A \052.example.com.`,
      'A a-b.example.com.',
      'A a.example.com.',
      'A b.example.com.',
      'A a.b.example.com.',
    ])
    const change = () => client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))
    await expect.poll(async () => (await change()).ChangeInfo?.Status).toBe('INSYNC')
  })

  test('takes on a role, whose credentials are then good for what the role allows', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/dns'
    const { fake, zoneId } = await start({
      roles: { [RoleArn]: { externalId: 'ours', actions: ['route53:ListResourceRecordSets'] } },
    })
    const sts = new STSClient({ endpoint: fake.url, region: 'eu-west-1', credentials: usualKey, maxAttempts: 1 })
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('123456789012')
    const role = { RoleArn, RoleSessionName: 'test' }
    await expect(sts.send(new AssumeRoleCommand(role))).rejects.toThrow('not authorized to perform: sts:AssumeRole')
    const { Credentials } = await sts.send(new AssumeRoleCommand({ ...role, ExternalId: 'ours' }))
    const client = clientOf(fake, {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      ...{ sessionToken: Credentials?.SessionToken },
    })
    await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }))
    expect(await refusalOf(client.send(new ListHostedZonesCommand({})))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    })
  })

  test('is refused with a wrong secret', async () => {
    const { fake } = await start()
    const client = clientOf(fake, { ...usualKey, secretAccessKey: 'wrong' })
    expect(await refusalOf(client.send(new ListHostedZonesCommand({})))).toMatchObject({
      code: 'SignatureDoesNotMatch',
    })
  })
})

test('an account’s health checks are listed', async () => {
  const { client } = await start({ healthChecks: ['one', 'two'] })
  const { HealthChecks = [], IsTruncated } = await client.send(new ListHealthChecksCommand({}))
  expect([HealthChecks.map(({ Id }) => Id), IsTruncated]).toEqual([['one', 'two'], false])
})

test('what isn’t signed is refused, and what is no operation isn’t found', async () => {
  const { fake, client } = await start()
  expect(await refusalOf(client.send(new ListTrafficPoliciesCommand({})))).toMatchObject({ status: 404 })
  const unsigned = await fetch(`${fake.url}/2013-04-01/hostedzone`)
  expect(unsigned.status).toBe(403)
  expect(await unsigned.text()).toContain('<Code>MissingAuthenticationToken</Code>')
})

describe('a request is refused that the model forbids', () => {
  const noTtl = { Name: 'a.example.com', Type: 'A' as const, ResourceRecords: [{ Value: '192.0.2.1' }] }
  test.each<[string, ResourceRecordSet, string]>([
    ['an unknown type', { ...address('a.example.com'), Type: 'LOC' as never }, 'Member must satisfy enum value set'],
    ['a value of 4,001 characters', address('a.example.com', 'x'.repeat(4001)), 'less than or equal to 4000'],
    ['a TTL below zero', { ...address('a.example.com'), TTL: -1 }, 'greater than or equal to 0'],
    ['a weight of 256', { ...address('a.example.com'), SetIdentifier: 'x', Weight: 256 }, 'less than or equal to 255'],
    ['no name', { Type: 'A', TTL: 1, ResourceRecords: [{ Value: '192.0.2.1' }] } as never, 'must not be null'],
    ['no values', { ...address('a.example.com'), ResourceRecords: [] }, 'InvalidInput'],
    ['no TTL', noTtl, 'Expected exactly one of [AliasTarget'],
    ['a policy without an identifier', { ...address('a.example.com'), Weight: 1 }, "Missing field 'SetIdentifier'"],
    ['an identifier without a policy', { ...address('a.example.com'), SetIdentifier: 'x' }, 'but found none'],
    ['a name that is none', address('a..example.com'), 'DomainLabelEmpty'],
  ])('%s', async (_, set, message) => {
    const { client, zoneId } = await start()
    const refusal = await refusalOf(client.send(changes(zoneId, ['CREATE', set])))
    expect(refusal).toMatchObject({ code: 'InvalidInput', status: 400 })
    if (message !== 'InvalidInput') expect(refusal.message).toContain(message)
  })
})

describe('a batch is refused whole', () => {
  test('with everything that is wrong in it', async () => {
    const { fake, client, zoneId } = await start()
    await client.send(changes(zoneId, ['CREATE', address('there.example.com')]))
    const cname = { ...address('there.example.com', 'a.example.net'), Type: 'CNAME' as const }
    const refusal = await refusalOf(
      client.send(
        changes(
          zoneId,
          ['CREATE', address('fine.example.com')],
          ['CREATE', address('there.example.com')],
          ['DELETE', address('gone.example.com')],
          ['CREATE', address('www.notexample.com')],
          ['CREATE', { ...cname, Name: 'example.com' }],
          ['CREATE', cname],
          ['CREATE', address('bad.example.com', '192.0.2.1', '192.0.2.1', '1.2.3')],
          ['CREATE', { ...address('txt.example.com', 'unquoted'), Type: 'TXT' }],
        ),
      ),
    )
    expect(refusal).toMatchObject({ code: 'InvalidChangeBatch', status: 400 })
    for (const part of [
      "[name='there.example.com.', type='A'] but it already exists",
      "[name='gone.example.com.', type='A'] but it was not found",
      'RRSet with DNS name www.notexample.com. is not permitted in zone example.com.',
      'RRSet of type CNAME with DNS name example.com. is not permitted at apex',
      'RRSet of type CNAME with DNS name there.example.com. is not permitted because a conflicting RRSet of type A',
      "Duplicate Resource Record: '192.0.2.1'",
      'ARRDATAIllegalIPv4Address',
      'Value should be enclosed in quotation marks',
    ]) {
      expect(refusal.message).toContain(part)
    }
    expect(fake.sets(zoneId)).toHaveLength(3)
  })

  test('over 1,000 values or 32,000 characters, those of an UPSERT counted twice', async () => {
    const { client, zoneId } = await start()
    const batch = (action: ChangeAction, count: number, set: (index: number) => ResourceRecordSet) => {
      const all = Array.from({ length: count }, (_, index): [ChangeAction, ResourceRecordSet] => [action, set(index)])
      return client.send(changes(zoneId, ...all))
    }
    const host = (index: number) => address(`h${index}.example.com`)
    expect(await refusalOf(batch('UPSERT', 501, host))).toMatchObject({
      message: expect.stringContaining('Number of records limit of 1000 exceeded.'),
    })
    await batch('CREATE', 1000, host)
    await batch('UPSERT', 500, host)
    expect(await refusalOf(batch('CREATE', 1001, host))).toMatchObject({ code: 'InvalidChangeBatch' })
    const text = (index: number): ResourceRecordSet => ({
      ...address(`t${index}.example.com`, `"${'x'.repeat(253)}"`),
      Type: 'TXT',
    })
    expect(await refusalOf(batch('UPSERT', 63, text))).toMatchObject({
      message: expect.stringContaining('RDATA character limit of 32000 exceeded.'),
    })
    await batch('CREATE', 125, text)
  })

  test('where it deletes what a zone must have, or names a set twice', async () => {
    const { fake, client, zoneId } = await start()
    const [ns] = fake.sets(zoneId)
    expect((await refusalOf(client.send(changes(zoneId, ['DELETE', ns as never])))).message).toContain(
      'at least one NS',
    )
    const twice = changes(
      zoneId,
      ['UPSERT', address('a.example.com')],
      ['UPSERT', address('a.example.com', '192.0.2.2')],
    )
    expect((await refusalOf(client.send(twice))).message).toContain(
      "invalid set of changes for a resource record set 'A",
    )
  })

  test('where a DELETE names anything but exactly what is there', async () => {
    const { client, zoneId } = await start()
    await client.send(changes(zoneId, ['CREATE', address('a.example.com', '192.0.2.1', '192.0.2.2')]))
    for (const set of [
      address('a.example.com', '192.0.2.1'),
      { ...address('a.example.com', '192.0.2.1', '192.0.2.2'), TTL: 60 },
    ]) {
      expect((await refusalOf(client.send(changes(zoneId, ['DELETE', set])))).message).toContain('do not match')
    }
    await client.send(changes(zoneId, ['DELETE', address('a.example.com', '192.0.2.2', '192.0.2.1')]))
  })

  test('where a plain set and one with a policy would stand side by side', async () => {
    const { client, zoneId } = await start()
    await client.send(changes(zoneId, ['CREATE', { ...address('a.example.com'), SetIdentifier: 'x', Weight: 1 }]))
    const plain = client.send(changes(zoneId, ['UPSERT', address('a.example.com')]))
    expect((await refusalOf(plain)).message).toContain('as other RRSets exist with the same name and type')
  })
})

describe('limits of time', () => {
  test('more than five requests a second and account are throttled, with status 400', async () => {
    let time = Date.now()
    const { fake, client } = await start({ limits: { requests: 5 }, now: () => time })
    const other = { ...usualKey, account: '999999999999' }
    fake.users.set('AKIAOTHER00000000000', other)
    for (let count = 0; count < 5; count++) await client.send(new ListHostedZonesCommand({}))
    expect(await refusalOf(client.send(new ListHostedZonesCommand({})))).toEqual({
      code: 'Throttling',
      status: 400,
      message: 'Rate exceeded',
    })
    await clientOf(fake, { ...usualKey, accessKeyId: 'AKIAOTHER00000000000' }).send(new ListHostedZonesCommand({}))
    time += 1000
    await client.send(new ListHostedZonesCommand({}))
  })

  test('a zone takes one change at a time', async () => {
    let time = Date.now()
    const { client, zoneId } = await start({ underWay: 500, now: () => time })
    await client.send(changes(zoneId, ['CREATE', address('a.example.com')]))
    const second = () => client.send(changes(zoneId, ['CREATE', address('b.example.com')]))
    expect(await refusalOf(second())).toMatchObject({ code: 'PriorRequestNotComplete', status: 400 })
    time += 500
    await second()
  })

  test('a signature of another hour is refused', async () => {
    const { client } = await start({ now: () => Date.now() + 3600_000 })
    expect(await refusalOf(client.send(new ListHostedZonesCommand({})))).toMatchObject({ code: 'RequestTimeTooSkewed' })
  })

  test('a zone holds as many sets as its quota says', async () => {
    const { client, zoneId } = await start({ limits: { setsPerZone: 3 } })
    await client.send(changes(zoneId, ['CREATE', address('a.example.com')]))
    expect(await refusalOf(client.send(changes(zoneId, ['CREATE', address('b.example.com')])))).toMatchObject({
      code: 'InvalidChangeBatch',
    })
    const limit = new GetHostedZoneLimitCommand({ Type: 'MAX_RRSETS_BY_ZONE', HostedZoneId: zoneId })
    expect(await client.send(limit)).toMatchObject({ Limit: { Value: 3 }, Count: 3 })
  })
})
