import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestZoneplane, type TestZoneplane } from '../harness.ts'
import { runProgram } from '../run-program.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'zoneplane-client-user-'))
let zoneplane: TestZoneplane

beforeAll(async () => {
  zoneplane = await startTestZoneplane()
  mustRun(process.execPath, join(root, 'scripts/pack-client.ts'), folder)
  const tarball = readdirSync(folder).find(file => file.endsWith('.tgz')) ?? ''
  writeFileSync(join(folder, 'package.json'), '{"type": "module", "private": true}')
  mustRun('npm', 'install', '--offline', '--no-audit', '--no-fund', '--silent', `./${tarball}`)
})
afterAll(async () => {
  await zoneplane.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('the package installs without bringing anything along, and plain Node runs it', async () => {
  expect(readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['@zoneplane'])
  const program = `import { createClient } from '@zoneplane/client'
const { projects } = createClient({ url: process.env.ZONEPLANE_URL, apiKey: process.env.ZONEPLANE_API_KEY })
console.log((await projects.list().all())[0].slug)`
  writeFileSync(join(folder, 'plain.mjs'), program)
  expect(await runProgram(process.execPath, ['--no-experimental-strip-types', 'plain.mjs'], settings())).toMatchObject({
    code: 0,
    stdout: 'demo\n',
    stderr: '',
  })
})

test('the guide is a program that type-checks with what the package says, and prints what the guide shows', async () => {
  const page = readFileSync(join(root, 'docs/guide/sdk.md'), 'utf8')
  const blocks = (kind: string) => [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
  const textOf = (kind: string) =>
    blocks(kind)
      .map(([, text = '']) => text)
      .join('')
  writeFileSync(join(folder, 'guide.ts'), textOf('ts'))
  checkTypes('guide.ts')
  const { code, stdout, stderr } = await runProgram(process.execPath, ['guide.ts'], settings())
  expect({ code, stdout, stderr: stderr.replace(/\d of \d\n/g, '') }).toEqual({
    code: 0,
    stdout: textOf('text'),
    stderr: '',
  })
})

test('its types tell a wrong field, a missing one, and what comes back', () => {
  writeFileSync(
    join(folder, 'wrong.ts'),
    `import { createClient, type ZoneData } from '@zoneplane/client'
const { zones, zone } = createClient({ url: '' }).project('demo').environment()
const made: Promise<ZoneData> = zones.create({ name: 'a', domainName: 'example.com', provider: 'route53' })
// @ts-expect-error
zones.create({ name: 'a', domainName: 'example.com', provider: 'elsewhere' })
// @ts-expect-error
zones.create({ name: 'a' })
// @ts-expect-error
zone(1).records.put({ name: 'www', type: 'A', value: '192.0.2.1' })
made.then(({ id, metadata }) => {
  const number: number = id
  // @ts-expect-error
  const text: string = id
  return [number, text, metadata]
})
`,
  )
  checkTypes('wrong.ts')
})

function settings() {
  const { url, apiKey, admin } = zoneplane
  return { cwd: folder, env: { ZONEPLANE_URL: url, ZONEPLANE_API_KEY: apiKey, PASSWORD: admin.password } }
}

/** As strictly as a program can be, the package's own types included. */
function checkTypes(file: string): void {
  mkdirSync(join(folder, 'types'), { recursive: true })
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      module: 'NodeNext',
      exactOptionalPropertyTypes: false,
      skipLibCheck: false,
      typeRoots: [join(root, 'node_modules/@types')],
      types: file === 'guide.ts' ? ['node'] : [],
    },
    files: [file],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  mustRun(join(root, 'node_modules/.bin/tsc'), '-p', '.')
}

function mustRun(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`)
}
