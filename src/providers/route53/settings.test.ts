import { expect, test } from 'vitest'
import { testIo } from '../../../test/test-io.ts'
import { ProviderError } from '../provider.ts'
import { machineRoute53Kind, route53Kind } from './kind.ts'
import { type AwsSettings, awsSettingsFields, awsSettingsProblems } from './settings.ts'

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
const role = 'arn:aws:iam::123456789012:role/path/zoneplane'

const found = (settings: AwsSettings) =>
  awsSettingsProblems(settings, { allowDefaultChain: true }).map(({ path, code }) => `${path}: ${code}`)

test.each<AwsSettings>([
  key,
  { ...key, sessionToken: 'token', region: 'eu-central-1' },
  { ...key, region: 'us-gov-west-1' },
  { ...key, region: 'cn-north-1', roleArn: 'arn:aws-cn:iam::123456789012:role/x' },
  { ...key, roleArn: role },
  { ...key, roleArn: role, externalId: 'x' },
  { ...key, endpoint: 'https://route53.example.net/base' },
  { ...key, endpoint: 'http://localhost:4566' },
  { ...key, endpoint: 'http://127.0.0.1:4566/' },
  { ...key, endpoint: 'http://[::1]:4566' },
  { useDefaultChain: true },
  { useDefaultChain: true, roleArn: role, region: 'eu-west-1' },
  { ...key, sessionToken: '', region: '', roleArn: '', externalId: '', endpoint: '', useDefaultChain: false },
])('%j is usable', settings => {
  expect(found(settings)).toEqual([])
})

test.each<[AwsSettings, string[]]>([
  [{}, ['accessKeyId: required']],
  [{ useDefaultChain: false }, ['accessKeyId: required']],
  [{ accessKeyId: key.accessKeyId }, ['secretAccessKey: required']],
  [{ secretAccessKey: 'secret' }, ['accessKeyId: required']],
  [{ ...key, accessKeyId: 'no key' }, ['accessKeyId: invalid_access_key_id']],
  [{ ...key, useDefaultChain: true }, ['accessKeyId: not_allowed', 'secretAccessKey: not_allowed']],
  [{ useDefaultChain: true, sessionToken: 'x' }, ['sessionToken: not_allowed']],
  [{ ...key, externalId: 'x' }, ['externalId: not_allowed']],
  [{ ...key, roleArn: 'arn:aws:iam::123456789012:user/x' }, ['roleArn: invalid_role_arn']],
  [{ ...key, region: 'Frankfurt' }, ['region: invalid_region']],
  [{ ...key, region: 'us-east-1/x' }, ['region: invalid_region']],
  [{ ...key, endpoint: 'route53.example.net' }, ['endpoint: invalid_endpoint']],
  [{ ...key, endpoint: 'ftp://route53.example.net' }, ['endpoint: invalid_endpoint']],
  [{ ...key, endpoint: 'http://route53.example.net' }, ['endpoint: invalid_endpoint']],
  [{ ...key, endpoint: 'http://127.0.0.1.example.net' }, ['endpoint: invalid_endpoint']],
  [{ ...key, endpoint: 'https://user:secret@route53.example.net' }, ['endpoint: invalid_endpoint']],
  [{ ...key, endpoint: 'https://route53.example.net?x=1' }, ['endpoint: invalid_endpoint']],
  [{ externalId: 'x', region: '?' }, ['accessKeyId: required', 'externalId: not_allowed', 'region: invalid_region']],
])('%j is not: %j', (settings, problems) => {
  expect(found(settings)).toEqual(problems)
})

test('every field there is has a label, and whatever opens an account is secret', () => {
  expect(awsSettingsFields.every(({ label }) => label !== '')).toBe(true)
  const secrets = awsSettingsFields.filter(({ secret }) => secret).map(({ name }) => name)
  expect(secrets).toEqual(['secretAccessKey', 'sessionToken', 'externalId'])
})

test('a provider is not opened with settings that are not usable', () => {
  const io = testIo()
  expect(() => route53Kind.open({ accessKeyId: key.accessKeyId }, io)).toThrow(ProviderError)
})

test('the machine’s own identity is used only where the installation allows it', () => {
  const io = testIo()
  expect(route53Kind.checkSettings?.({ useDefaultChain: true })).toMatchObject([
    { path: 'useDefaultChain', code: 'default_chain_not_allowed' },
  ])
  expect(() => route53Kind.open({ useDefaultChain: true }, io)).toThrow(ProviderError)
  expect(machineRoute53Kind.checkSettings?.({ useDefaultChain: true })).toEqual([])
})
