import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '../run-program.ts'
import { type CliWorld, startCliWorld } from './cli-world.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/cli.md'), 'utf8')

let world: CliWorld
beforeAll(async () => {
  world = await startCliWorld()
  const [, changed = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  world.write('changed.yaml', changed)
})
afterAll(() => world.stop())

test('what the guide shows is what is printed, command by command', async () => {
  const commands = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, text = '']) =>
    text.split(/^\$ /m).slice(1),
  )
  expect(commands.length).toBeGreaterThan(12)
  for (const text of commands) {
    const [command = '', ...lines] = text.trimEnd().split('\n')
    expect(`$ ${command}\n${await printed(command)}`).toMatch(
      patternOf(`$ ${command}\n${lines.map(line => `${line}\n`).join('')}`),
    )
  }
})

test('every command that the guide names is there', async () => {
  const named = new Set(
    [...page.matchAll(/^(?:\$ )?zoneplane ([a-z-]+(?: (?:create|add|set|remove|list))?)/gm)].map(
      ([, words = '']) => words,
    ),
  )
  expect(named.size).toBeGreaterThan(15)
  for (const words of named) expect((await world.run(...words.split(' '), '--help')).code).toBe(0)
})

async function printed(command: string): Promise<string> {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const [program, ...rest] = words
  if (program === 'cp') {
    copyFileSync(join(world.folder, rest[0]!), join(world.folder, rest[1]!))
    return ''
  }
  const ended =
    program === 'zoneplane' ? await world.run(...rest) : await runProgram(program!, rest, { cwd: world.folder })
  expect(ended.stderr).toBe('')
  return ended.stdout
}

/** `…` stands for anything, and runs of blanks beside it may be of any length. */
function patternOf(shown: string): RegExp {
  const literal = shown.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll(/ *… */g, ' *\\S.* ').replaceAll(/(WHO|WHEN) +/g, '$1 +')}$`)
}
