import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replyError } from './error-reply.ts'
import { refuseMalformed } from './malformed-request.ts'

let app: FastifyInstance
let port: number
beforeAll(async () => {
  app = Fastify({ clientErrorHandler: refuseMalformed })
  app.get('/', async () => 'ok')
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as { port: number }).port
})
afterAll(() => app.close())

test('a method whose rules a request breaks is told as the sender’s fault', async () => {
  const app = Fastify({ genReqId: () => 'r' })
  app.setErrorHandler(replyError)
  app.all('/', async () => 'ok')
  const reply = await app.inject({ method: 'QUERY' as 'GET', url: '/' })
  expect([reply.statusCode, reply.json()]).toMatchObject([400, { code: 'malformed_request', requestId: 'r' }])
})

test.each([
  ['what is no HTTP', 'hello\r\n\r\n'],
  ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n'],
  ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['two lengths of one body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
])('%s is told in the form of every other error, and the connection ends', async (_title, request) => {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  const reply = await text(socket)
  expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(JSON.parse(reply.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    error: 'Bad Request',
    code: 'malformed_request',
  })
})
