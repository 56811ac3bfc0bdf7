import type { Deps } from '../../services/deps.ts'
import type { Metrics } from '../metrics.ts'
import type { TypedApp } from '../typed-app.ts'
import { healthRoutes } from './health.ts'

/** Every route there is, in one list. */
export function registerRoutes(app: TypedApp, deps: Deps, metrics: Metrics): void {
  healthRoutes(app, deps, metrics)
}
