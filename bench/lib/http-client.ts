import { Agent, request } from 'node:http'

/** A lean HTTP client over kept connections, the same for every server that is measured. A reply that doesn't come is an error. */
export interface HttpClient {
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: string }>
  close(): void
}

/** Milliseconds. */
const timeout = 60_000

export function createHttpClient(port: number, apiKey: string, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const send: HttpClient['send'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? '' : JSON.stringify(body)
      const headers: Record<string, string | number> = { 'X-API-Key': apiKey }
      if (body !== undefined) Object.assign(headers, jsonHeaders(payload))
      const sent = request({ host: '127.0.0.1', port, agent, method, path, headers, timeout }, reply => {
        const chunks: Buffer[] = []
        reply.on('data', chunk => chunks.push(chunk))
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      })
      sent.on('error', reject)
      sent.on('timeout', () => sent.destroy(new Error(`no reply within ${timeout} ms`)))
      sent.end(payload)
    })
  return { send, close: () => agent.destroy() }
}

function jsonHeaders(payload: string): Record<string, string | number> {
  return { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) }
}
