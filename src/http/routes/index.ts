import type { Deps } from '../../services/deps.ts'
import type { EventStreams } from '../event-streams.ts'
import type { Metrics } from '../metrics.ts'
import type { TypedApp } from '../typed-app.ts'
import { healthRoutes } from './health.ts'
import { machineDomainRoutes } from './machine/domains.ts'
import { machineRecordRoutes } from './machine/records.ts'
import { activityRoutes } from './project/activities.ts'
import { apiKeyRoutes } from './project/api-keys.ts'
import { authRoutes } from './project/auth.ts'
import { catalogZoneRoutes } from './project/catalog-zone.ts'
import { changeRoutes } from './project/changes.ts'
import { cloudConnectionRoutes } from './project/cloud-connections.ts'
import { deleteResourceRoute } from './project/delete-resource.ts'
import { dnsAnswerRoutes } from './project/dns-answers.ts'
import { domainRoutes } from './project/domains.ts'
import { driftRoutes } from './project/drift.ts'
import { environmentRoutes } from './project/environments.ts'
import { eventRoutes } from './project/events.ts'
import { exportRoutes } from './project/export.ts'
import { importRoutes } from './project/import.ts'
import { machineKeyRoutes } from './project/machine-keys.ts'
import { nameServerRoute } from './project/name-servers.ts'
import { projectConnectionRoutes } from './project/project-connections.ts'
import { projectRoutes } from './project/projects.ts'
import { providerRoutes } from './project/providers.ts'
import { recordRoutes } from './project/records.ts'
import { resourceConnectionRoutes } from './project/resource-connections.ts'
import { resourceTypeRoutes } from './project/resource-types.ts'
import { resourceRoutes } from './project/resources.ts'
import { secondaryRoutes } from './project/secondaries.ts'
import { subdomainRoutes } from './project/subdomains.ts'
import { workspaceRoutes } from './project/workspaces.ts'
import { zoneSecondaryRoutes } from './project/zone-secondaries.ts'
import { zoneRoutes } from './project/zones.ts'

/** Every route there is, in one list. */
export function registerRoutes(app: TypedApp, deps: Deps, metrics: Metrics, streams: EventStreams): void {
  healthRoutes(app, deps, metrics)
  authRoutes(app, deps)
  apiKeyRoutes(app, deps)
  workspaceRoutes(app, deps)
  projectRoutes(app, deps)
  environmentRoutes(app, deps)
  providerRoutes(app, deps)
  cloudConnectionRoutes(app, deps)
  projectConnectionRoutes(app, deps)
  activityRoutes(app, deps)
  machineKeyRoutes(app, deps)
  domainRoutes(app, deps)
  zoneRoutes(app, deps)
  recordRoutes(app, deps)
  changeRoutes(app, deps)
  driftRoutes(app, deps)
  eventRoutes(app, deps, streams)
  exportRoutes(app, deps)
  importRoutes(app, deps)
  resourceTypeRoutes(app)
  resourceRoutes(app, deps)
  deleteResourceRoute(app, deps)
  subdomainRoutes(app, deps)
  resourceConnectionRoutes(app, deps)
  dnsAnswerRoutes(app, deps)
  secondaryRoutes(app, deps)
  catalogZoneRoutes(app, deps)
  zoneSecondaryRoutes(app, deps)
  nameServerRoute(app, deps)
  machineRecordRoutes(app, deps)
  machineDomainRoutes(app, deps)
}
