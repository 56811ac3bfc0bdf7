import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asset } from './console-files.ts'

/** Gives out a file in the smallest form that the client takes; 304 where the client has it already. */
export function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  reply.headers({ 'Content-Type': asset.type, 'X-Content-Type-Options': 'nosniff', Vary: 'Accept-Encoding' })
  const encoding = (['br', 'gzip'] as const).find(
    name => asset[name] && takes(request.headers['accept-encoding'], name),
  )
  // What is encoded otherwise is another representation, with a tag of its own (RFC 9110 §8.8.3.3).
  const tag = encoding === undefined ? asset.tag : asset.tag.replace(/"$/, `-${encoding}"`)
  reply.header('ETag', tag)
  if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send()
  if (encoding !== undefined) reply.header('Content-Encoding', encoding)
  return reply.send((encoding && asset[encoding]) ?? asset.plain)
}

/** Whether an `Accept-Encoding` (RFC 9110 §12.5.3) has the encoding with a weight above none. */
function takes(header: string | string[] | undefined, encoding: string): boolean {
  const wanted = String(header ?? '')
    .split(',')
    .map(part =>
      part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/),
    )
  const weightOf = (name: string) => wanted.find(([known]) => known === name)?.[1] ?? undefined
  const isNamed = wanted.some(([known]) => known === encoding)
  return isNamed
    ? Number(weightOf(encoding) ?? 1) > 0
    : wanted.some(([known]) => known === '*') && Number(weightOf('*') ?? 1) > 0
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(part => part.trim() === '*' || part.trim().replace(/^W\//, '') === tag)
}
