#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Reading and compiling the program's own files is most of what a short command takes: with this it's a third of it. In a
// folder of the user's own, because what lies there is run.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'zoneplane'))
const { runCli } = await import('./cli/run-cli.ts')

// What a command needs is read when it's run: those that only ask a server start in a tenth of the time that a server takes.
await runCli(
  {
    io: process,
    version: (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
      .version,
    server: {
      serve: async () => (await import('./serve.ts')).serve(),
      backup: async file => (await import('./installation.ts')).backUp(process.env, file),
      restore: async file => (await import('./installation.ts')).restore(process.env, file),
      rotateSecretKey: async () => (await import('./installation.ts')).rotateSecretKey(process.env),
    },
  },
  process.argv.slice(2),
)
