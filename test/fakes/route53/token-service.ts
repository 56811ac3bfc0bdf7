import { randomBytes } from 'node:crypto'
import { element, escapeXml } from '../lib/xml.ts'
import { allow, type Principal } from './access.ts'
import { AwsError, stsNamespace } from './aws-error.ts'
import { type Role, type User, usualAccount } from './options.ts'

interface TokenService {
  users: Map<string, User>
  roles: ReadonlyMap<string, Role>
  now(): number
}

/** STS as far as it is needed: `AssumeRole`, and who one is. */
export function answerTokenRequest(
  service: TokenService,
  principal: Principal,
  body: string,
  requestId: string,
): string {
  const form = new URLSearchParams(body)
  const action = form.get('Action') ?? ''
  if (form.get('Version') !== '2011-06-15')
    throw new AwsError(400, 'InvalidAction', `Could not find operation ${action}`)
  const result =
    action === 'AssumeRole'
      ? assumeRole(service, principal, form)
      : action === 'GetCallerIdentity'
        ? identity(principal)
        : undefined
  if (result === undefined)
    throw new AwsError(400, 'InvalidAction', `Could not find operation ${action} for version 2011-06-15`)
  const metadata = element('ResponseMetadata', element('RequestId', requestId))
  return element(`${action}Response`, element(`${action}Result`, result) + metadata, stsNamespace)
}

function assumeRole({ users, roles, now }: TokenService, principal: Principal, form: URLSearchParams): string {
  const arn = form.get('RoleArn') ?? ''
  const session = form.get('RoleSessionName') ?? ''
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw new AwsError(400, 'ValidationError', 'roleSessionName is not valid')
  const seconds = Number(form.get('DurationSeconds') ?? 3600)
  if (!(seconds >= 900 && seconds <= 43_200)) throw new AwsError(400, 'ValidationError', 'durationSeconds is not valid')
  allow(principal, 'sts:AssumeRole', arn)
  const role = roles.get(arn)
  if (role === undefined || (role.externalId !== undefined && role.externalId !== form.get('ExternalId'))) {
    const message = `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`
    throw new AwsError(403, 'AccessDenied', message)
  }
  const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`
  const [secretAccessKey, sessionToken] = [randomBytes(20).toString('base64'), randomBytes(40).toString('base64')]
  const expires = now() + seconds * 1000
  const { actions, account = usualAccount } = role
  users.set(accessKeyId, { secretAccessKey, sessionToken, expires, account, role: arn, ...(actions && { actions }) })
  const credentials = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expires).toISOString(),
  }
  const user = { AssumedRoleId: `AROAFAKE:${session}`, Arn: `${arn}/${session}` }
  return fields('Credentials', credentials) + fields('AssumedRoleUser', user)
}

function identity({ arn, account, accessKeyId }: Principal): string {
  return Object.entries({ Arn: arn, UserId: accessKeyId, Account: account })
    .map(([name, value]) => element(name, escapeXml(value)))
    .join('')
}

function fields(name: string, values: Record<string, string>): string {
  return element(
    name,
    Object.entries(values)
      .map(([field, value]) => element(field, escapeXml(value)))
      .join(''),
  )
}
