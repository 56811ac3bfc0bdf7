import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMessage, type MessageRecord } from '../src/dns/message.ts'
import { decodeMessage } from '../src/dns/message-decode.ts'
import { encodeMessage } from '../src/dns/message-encode.ts'
import { tsigAlgorithms } from '../src/tsig/algorithms.ts'
import { createStreamSigner, signReply } from '../src/tsig/sign.ts'
import type { TsigKey } from '../src/tsig/tsig-key.ts'
import { verifyRequest } from '../src/tsig/verify-request.ts'
import { requireServer } from './servers/available.ts'
import { findProgram } from './servers/find-program.ts'
import { keyArgument, testKey } from './servers/primary.ts'
import { type SignedServer, startSignedServer } from './servers/signed-server.ts'

const run = promisify(execFile)
const keys = tsigAlgorithms.map(algorithm => testKey(`key-${algorithm}`, algorithm))
const soa: MessageRecord = {
  name: 'example.com.',
  type: 'SOA',
  class: 'IN',
  ttl: 300,
  rdata: 'ns1.example.net. host.example.com. 7 3600 600 86400 300',
}
const host = (index: number): MessageRecord => {
  return { name: `h${index}.example.com.`, type: 'A', class: 'IN', ttl: 300, rdata: '192.0.2.1' }
}

let server: SignedServer

beforeAll(async () => {
  server = await startSignedServer(answer)
})
afterAll(() => server.stop())

/** Signs whatever it answers; a transfer goes in messages of five hosts. */
async function answer(bytes: Uint8Array): Promise<Uint8Array[]> {
  const find = (name: string, algorithm: string) => keys.find(key => key.name === name && key.algorithm === algorithm)
  const verdict = await verifyRequest(bytes, find, Date.now())
  if (verdict.status === 'unsigned') return []
  if (verdict.status === 'refused') return [verdict.reply(Date.now())!]
  const { id, questions } = decodeMessage(verdict.message)
  const reply = (answers: MessageRecord[]) =>
    encodeMessage(createMessage({ id, response: true, authoritative: true, questions, answers }))
  const context = { key: verdict.key, requestMac: verdict.mac }
  if (questions[0]?.type !== 'AXFR') return [signReply(reply([soa]), context, Date.now())]
  const signer = createStreamSigner(context)
  const parts = Array.from({ length: 30 }, (_, part) => Array.from({ length: 5 }, (_, index) => host(part * 5 + index)))
  return [[soa], ...parts, [soa]].map(records => signer.sign(reply(records), Date.now()))
}

describe.each(['dig', 'kdig'])('%s', name => {
  const program = findProgram(name)

  async function ask(key: TsigKey, type: string, algorithm = key.algorithm): Promise<string> {
    const words = ['@127.0.0.1', '-p', String(server.port), '+tcp', '-y', keyArgument({ ...key, algorithm })]
    const { stdout, stderr } = await run(program!, [...words, 'example.com', type]).catch(error => error)
    return stdout + stderr
  }
  const complaint = /verify|could not be validated|\bERROR|WARNING/i

  describe.skipIf(!requireServer(name, program))('that is on this machine', () => {
    test.each(keys)('takes what is signed with $algorithm, one message and a transfer of many', async key => {
      const one = await ask(key, 'SOA')
      expect(one).toMatch(/ns1\.example\.net\./)
      expect(one).not.toMatch(complaint)
      const transfer = await ask(key, 'AXFR')
      expect(transfer.match(/^h\d+\.example\.com/gm)).toHaveLength(150)
      expect(transfer).not.toMatch(complaint)
    })

    test('is told that its key is not known, or has another secret', async () => {
      expect(await ask(testKey('stranger'), 'SOA')).toMatch(/BADKEY|NOTAUTH/)
      expect(await ask({ ...keys[1]!, secret: new Uint8Array(32) }, 'SOA')).toMatch(/BADSIG|NOTAUTH/)
      expect(await ask(keys[1]!, 'SOA', 'hmac-sha512')).toMatch(/BADKEY|NOTAUTH/)
    })
  })
})
