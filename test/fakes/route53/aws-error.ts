import { element, escapeXml } from '../lib/xml.ts'

/** A refusal in AWS's own words. */
export class AwsError extends Error {
  readonly status: number
  readonly code: string
  /** Of InvalidChangeBatch: all that is wrong with it. */
  readonly messages: readonly string[]

  constructor(status: number, code: string, messages: string | readonly string[]) {
    const all = typeof messages === 'string' ? [messages] : messages
    super(all.join('; '))
    this.name = 'AwsError'
    this.status = status
    this.code = code
    this.messages = all
  }
}

export const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/'
export const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

export function errorXml(
  { status, code, messages }: AwsError,
  { requestId, shape, xmlns }: { requestId: string; shape: string; xmlns: string },
): string {
  const id = element('RequestId', requestId)
  if (code === 'InvalidChangeBatch' && shape === 'InvalidChangeBatch') {
    const all = messages.map(message => element('Message', escapeXml(message))).join('')
    return element(code, element('Messages', all) + id, xmlns)
  }
  const text = code === 'InvalidChangeBatch' ? `[${messages.join(', ')}]` : messages.join('; ')
  const type = element('Type', status < 500 ? 'Sender' : 'Receiver')
  const error = element('Error', type + element('Code', code) + element('Message', escapeXml(text)))
  return element('ErrorResponse', error + id, xmlns)
}

export function invalidInput(message: string): AwsError {
  return new AwsError(400, 'InvalidInput', message)
}
