#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts'

// What a command needs is read when it's run: those that only ask a server start in a tenth of the time that a server takes.
await runCli(
  {
    io: process,
    server: {
      serve: async () => (await import('./serve.ts')).serve(),
      backup: async file => (await import('./installation.ts')).backUp(process.env, file),
      restore: async file => (await import('./installation.ts')).restore(process.env, file),
      rotateSecretKey: async () => (await import('./installation.ts')).rotateSecretKey(process.env),
    },
  },
  process.argv.slice(2),
)
