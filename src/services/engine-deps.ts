import type { Deps, Log } from './deps.ts'
import type { EngineRecorder } from './engine-stats.ts'
import type { Turns } from './engine-turns.ts'
import type { OpenDeps } from './open-provider.ts'

/** What the change engine's parts work with. */
export interface EngineDeps extends OpenDeps {
  log: Log
  now(): number
  checkpoint: Deps['checkpoint']
  recorder: EngineRecorder
  turns: Turns
}
