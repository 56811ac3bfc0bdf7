import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TestZoneplane } from './harness.ts'
import { dig } from './servers/dig.ts'

/** Examples of the guide's pages, so that tests can run them. */

/**
 * A block of a page: `http` is a request, `json` what has come of the one before it, `sh` a command, `text` what that has printed.
 */
export interface Example {
  kind: 'http' | 'json' | 'sh' | 'text'
  text: string
}

export function examplesOf(page: string): Example[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/guide', page), 'utf8')
  return [...text.matchAll(/^```(http|json|sh|text)\n([\s\S]*?)^```$/gm)].map(([, kind, text = '']) => ({
    kind: kind as Example['kind'],
    text,
  }))
}

/** Sends a request as the guide writes it: a line, headers, and a body in JSON. */
export function sendExample(zoneplane: TestZoneplane, text: string): ReturnType<TestZoneplane['call']> {
  const [, method = '', path = '', fields = '', body = ''] =
    /^(\S+) (\S+)\n((?:[A-Za-z-]+: .*\n)*)([\s\S]*)$/.exec(text) ?? []
  const headers = Object.fromEntries(
    fields
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split(': ', 2) as [string, string]),
  )
  const url = path.replace(/^P\//, '/api/demo/production/')
  return zoneplane.call(method, url, body.trim() === '' ? undefined : JSON.parse(body), headers)
}

/** What an example shows has to be there; what it leaves out may be anything, as may what it gives as `…`. */
export function patternOf(shown: unknown): unknown {
  if (shown === '…') return expect.anything()
  if (Array.isArray(shown)) return shown.map(patternOf)
  if (typeof shown !== 'object' || shown === null) return shown
  return expect.objectContaining(
    Object.fromEntries(Object.entries(shown).map(([name, field]) => [name, patternOf(field)])),
  )
}

/** What `dig` prints of the answer at the server of the test, for a command of the guide: with `+short` only the data. */
export async function digExample({ dns }: TestZoneplane, command: string): Promise<string[]> {
  const [, flags = '', name = '', type = ''] =
    /^dig (\+short|\+noall \+answer)(?: @\S+ -p \d+)? (\S+) (\S+)\n$/.exec(command) ?? []
  const [found] = await dig(dns, [{ name, type }])
  const lines = found?.answer ?? []
  return flags === '+short' ? lines.map(line => line.split(' ').slice(4).join(' ')) : lines
}
