import type { FastifyReply } from 'fastify'

/**
 * For pages that people look at: everything from here and nothing from elsewhere, no script written into a page, and no other
 * site's frame around it. `nonce`: of the style elements that the page's own scripts put into it.
 */
export function addPageHeaders(reply: FastifyReply, nonce?: string): void {
  const styles = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`
  reply.headers({
    'Content-Security-Policy': [...contentPolicy, `style-src ${styles}`].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
  })
}

const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  // Small pictures in style sheets.
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]
