import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { createSessionTokens } from './auth/session-tokens.ts'
import type { Config } from './config.ts'
import { createApp } from './http/app.ts'
import { startNameServer } from './nameserver/start.ts'
import { createHostedZonePublisher } from './providers/builtin/publisher.ts'
import { providerKinds } from './providers/index.ts'
import type { Deps } from './services/deps.ts'
import { type FirstStart, firstStart } from './services/first-start.ts'
import { createZoneWriters } from './services/zone-writers.ts'
import { openStore } from './store/database.ts'
import { loadSecretKey } from './store/secret-key.ts'
import { superviseNameServer } from './supervised-name-server.ts'

/** A Zoneplane that runs: where it listens, what its first start made, and how to end it. */
export interface Running {
  url: string
  dns: { host: string; port: number }
  firstStart: FirstStart | undefined
  close(): Promise<void>
}
