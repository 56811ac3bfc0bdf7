import { createMessage, type Message, type MessageRecord } from '../src/dns/message.ts'
import type { Rcode } from '../src/dns/message-codes.ts'
import { decodeMessage } from '../src/dns/message-decode.ts'
import { encodeMessage } from '../src/dns/message-encode.ts'
import { createUpdateRequests } from '../src/fronts/update-request.ts'
import { createUpdateDesk } from '../src/services/update-desk.ts'
import { signRequest } from '../src/tsig/sign.ts'
import type { TsigKey } from '../src/tsig/tsig-key.ts'
import { verifyReply } from '../src/tsig/verify-reply.ts'
import type { TestApp } from './test-app.ts'

/** A client of the protocol side of UPDATE, without sockets. */
export interface UpdateClient {
  /** Signs and sends an update; the reply's signature is checked. */
  send(update: SentUpdate): Promise<UpdateReply>
  /** Sends bytes as they are; undefined where nothing is said to them. */
  sendBytes(bytes: Uint8Array, address?: string): Promise<Uint8Array | undefined>
}

export interface SentUpdate {
  key: TsigKey
  zone: string
  prerequisites?: MessageRecord[]
  updates?: MessageRecord[]
  address?: string
  id?: number
  /** Milliseconds; the app's clock without it. */
  signedAt?: number
  fields?: Partial<Message>
}

export interface UpdateReply {
  rcode: Rcode
  /** The extended error's code and text (RFC 8914). */
  code?: number
  text?: string
  signed: boolean
}

export function createUpdateClient({ deps, clock }: TestApp): UpdateClient {
  const part = createUpdateRequests({ desk: createUpdateDesk(deps), log: deps.log, now: () => clock.now })

  async function sendBytes(message: Uint8Array, address = '192.0.2.7') {
    const reaction = await part.take({ message, from: { address, port: 5353 }, transport: 'tcp' })
    return reaction?.do === 'reply' ? reaction.message : undefined
  }

  return {
    sendBytes,
    async send(update) {
      const { key, signedAt = clock.now } = update
      const { message, mac } = signRequest(updateBytes(update), key, signedAt)
      const reply = await sendBytes(message, update.address)
      if (reply === undefined) throw new Error('nothing was answered')
      const verdict = verifyReply(reply, { key, requestMac: mac }, clock.now)
      return { ...readReply(reply), signed: verdict.status === 'valid' }
    },
  }
}

let lastId = 0

export function updateBytes({ zone, prerequisites, updates, id, fields }: Omit<SentUpdate, 'key'>): Uint8Array {
  const message = createMessage({
    id: id ?? ++lastId & 0xffff,
    opcode: 'UPDATE',
    questions: [{ name: zone, type: 'SOA', class: 'IN' }],
    answers: prerequisites ?? [],
    authorities: updates ?? [],
    edns: { version: 0, payloadSize: 1232, dnssecOk: false, options: [] },
    ...fields,
  })
  return encodeMessage(message)
}

export function readReply(bytes: Uint8Array): Omit<UpdateReply, 'signed'> {
  const { rcode, edns } = decodeMessage(bytes)
  const data = edns?.options.find(option => option.code === 15)?.data
  if (data === undefined) return { rcode }
  return { rcode, code: data[0]! * 256 + data[1]!, text: new TextDecoder().decode(data.subarray(2)) }
}
