import { isSigned, readAuthorization, type SignedRequest } from '../lib/sigv4.ts'
import { AwsError } from './aws-error.ts'
import { type User, usualAccount } from './options.ts'

/** Who made a request. */
export interface Principal {
  accessKeyId: string
  account: string
  arn: string
  /** What they may do; undefined for everything. */
  actions: readonly string[] | undefined
}

/** How far apart the clocks of a signer and of AWS may be. */
const maxSkew = 15 * 60_000

/** Whoever has signed the request. Throws what AWS says of one that isn't signed, or not rightly. */
export function principalOf(
  request: SignedRequest,
  users: ReadonlyMap<string, User>,
  rules: { service: string; now: number },
): Principal {
  const { headers } = request
  const signature = readAuthorization(headers.authorization)
  if (signature === undefined) {
    if (headers.authorization === undefined)
      throw denied('MissingAuthenticationToken', 'Request is missing Authentication Token')
    throw denied(
      'IncompleteSignature',
      `'${headers.authorization}' not a valid key=value pair in Authorization header.`,
    )
  }
  const user = users.get(signature.accessKeyId)
  if (user === undefined) throw denied('InvalidClientTokenId', 'The security token included in the request is invalid.')
  if (signature.service !== rules.service) {
    throw denied('SignatureDoesNotMatch', `Credential should be scoped to correct service: '${rules.service}'.`)
  }
  checkTime(headers['x-amz-date'], rules.now)
  if (!signature.signedHeaders.includes('host') || !isSigned(request, signature, user.secretAccessKey)) {
    const message =
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
    throw denied('SignatureDoesNotMatch', message)
  }
  if (user.sessionToken !== headers['x-amz-security-token']) {
    throw denied('InvalidClientTokenId', 'The security token included in the request is invalid')
  }
  if (user.expires !== undefined && user.expires <= rules.now) {
    throw denied('ExpiredToken', 'The security token included in the request is expired')
  }
  const { account = usualAccount, role } = user
  const arn =
    role === undefined
      ? `arn:aws:iam::${account}:user/${signature.accessKeyId}`
      : role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')
  return { accessKeyId: signature.accessKeyId, account, arn, actions: user.actions }
}

function checkTime(text: string | undefined, now: number): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '')
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (match ?? []).slice(1).map(Number)
  if (match !== null && Math.abs(Date.UTC(year, month - 1, day, hour, minute, second) - now) <= maxSkew) return
  throw denied('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.')
}

/** Throws where IAM doesn't allow an action. */
export function allow({ actions, arn }: Principal, action: string, resource: string): void {
  if (actions === undefined || actions.includes(action)) return
  const what = `${arn} is not authorized to perform: ${action} on resource: ${resource}`
  throw denied('AccessDenied', `User: ${what} because no identity-based policy allows the ${action} action`)
}

function denied(code: string, message: string): AwsError {
  return new AwsError(403, code, message)
}
