import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cli } from '../src/cli/cli.ts'
import { createProgram } from '../src/cli/run-cli.ts'
import { type ApiDocument, callsOf, routeOf } from '../src/http/docs/document.ts'
import { sdkBeginning } from '../src/http/docs/examples/call-example.ts'
import { callExamples } from '../src/http/docs/examples/index.ts'
import { startTestApp, type TestApp } from './test-app.ts'

let zoneplane: TestApp
let document: ApiDocument
let page: string
beforeAll(async () => {
  zoneplane = await startTestApp()
  document = (await zoneplane.app.inject({ url: '/openapi.json' })).json()
  page = (await zoneplane.app.inject({ url: '/docs' })).body
})
afterAll(() => zoneplane.stop())

/** Calls that the client for programs doesn't have. */
const notInClient = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'PUT /api/:projectSlug/:environmentSlug/dns/:id/name-servers',
]

test('every call has an example, and every example is of a call', () => {
  expect(Object.keys(callExamples).sort()).toEqual(callsOf(document).map(routeOf).sort())
  const ids = Object.values(callExamples).map(({ id }) => id)
  expect(ids).toHaveLength(new Set(ids).size)
  const withoutClient = Object.entries(callExamples).filter(([, { sdk }]) => sdk === null)
  expect(withoutClient.map(([route]) => route).sort()).toEqual(notInClient.toSorted())
})

test('the page tells of every call, with its examples, and where the links lead is there', () => {
  for (const call of callsOf(document)) expect(page).toContain(`id="${call.operation.operationId}"`)
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
  for (const { sdk, cli } of Object.values(callExamples)) {
    if (sdk !== null) expect(page).toContain(escaped(sdk))
    if (cli !== null) expect(page).toContain(escaped(`zoneplane ${cli}`))
  }
  expect(page.match(/<figcaption>curl/g)).toHaveLength(Object.keys(callExamples).length + 1)
})

test('the page is small on the way, and is told to be the same when it is', async () => {
  const reply = await zoneplane.app.inject({ url: '/docs', headers: { 'accept-encoding': 'gzip' } })
  expect(reply.rawPayload.length).toBeLessThan(150_000)
  const again = await zoneplane.app.inject({
    url: '/docs',
    headers: { 'accept-encoding': 'gzip', 'if-none-match': String(reply.headers.etag) },
  })
  expect(again.statusCode).toBe(304)
  expect(page).not.toMatch(/<style|style="|\son\w+="|<script(?![^>]* src=)/)
})

test('the examples of the client are as its types want them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-snippets-'))
  try {
    const root = join(import.meta.dirname, '..')
    const snippets = Object.entries(callExamples).flatMap(([route, { sdk }], index) =>
      sdk === null
        ? []
        : [`/** ${route.replaceAll('*/', '')} */\nexport async function example${index}() {\n${sdk}\n}`],
    )
    writeFileSync(join(folder, 'snippets.ts'), [sdkBeginning, ...snippets].join('\n'))
    const options = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        rootDir: '/',
        paths: { '@zoneplane/client': [join(root, 'src/sdk/index.ts')] },
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: ['snippets.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    expect(typeErrors(root, folder)).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the bodies of the examples are as the calls want them', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  for (const call of callsOf(document)) {
    const { schema } = call.operation.requestBody?.content?.['application/json'] ?? {}
    const { body } = callExamples[routeOf(call)] ?? {}
    if (schema === undefined || body === undefined) continue
    const check = ajv.compile(schema)
    expect([routeOf(call), check(body), check.errors]).toEqual([routeOf(call), true, null])
  }
})

test('the lines for the command line are of commands that there are', () => {
  const program = createProgram({ io: process, server: {} as Cli['server'], version: '0' } as Cli)
  for (const { cli } of Object.values(callExamples)) if (cli !== null) parse(program, wordsOf(cli))
})

/** Throws where the words are no command, or its arguments and options are others. */
function parse(program: Command, words: readonly string[]): void {
  const [first = ''] = words
  const inner = program.commands.find(command => command.name() === first)
  if (inner !== undefined) {
    parse(inner, words.slice(1))
    return
  }
  const { operands, unknown } = program.parseOptions([...words])
  const needed = program.registeredArguments.filter(({ required }) => required).length
  const most = program.registeredArguments.some(({ variadic }) => variadic)
    ? Infinity
    : program.registeredArguments.length
  expect([program.name(), words, unknown]).toEqual([program.name(), words, []])
  expect(program.commands).toEqual([])
  expect(operands.length).toBeGreaterThanOrEqual(needed)
  expect(operands.length).toBeLessThanOrEqual(most)
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

function typeErrors(root: string, folder: string): string {
  try {
    return execFileSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
