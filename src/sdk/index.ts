/** `@zoneplane/client`: what it gives to programs. */

export type * from '../contract/accounts.ts'
export type * from '../contract/activities.ts'
export type * from '../contract/changes.ts'
export type * from '../contract/connections.ts'
export type * from '../contract/dns-answers.ts'
export type * from '../contract/domains.ts'
export type * from '../contract/drift.ts'
export type { LiveEvent } from '../contract/events.ts'
export type * from '../contract/import.ts'
export type * from '../contract/machine-domains.ts'
export type * from '../contract/machine-keys.ts'
export type * from '../contract/machine-records.ts'
export type * from '../contract/projects.ts'
export type * from '../contract/providers.ts'
export type * from '../contract/records.ts'
export type * from '../contract/resource-connections.ts'
export type * from '../contract/resource-types.ts'
export type * from '../contract/resources.ts'
export type { Problem } from '../contract/schema.ts'
export type {
  CatalogZoneData,
  NewSecondaryData,
  SecondaryBody,
  SecondaryChange,
  SecondaryData,
  SecondaryStateData,
  ZoneSecondariesBody,
  ZoneSecondariesData,
} from '../contract/secondaries.ts'
export type * from '../contract/subdomains.ts'
export type * from '../contract/zones.ts'
export type { ActivityFilter } from './accounts.ts'
export type { FileBody } from './attempt.ts'
export type { ChangeSetFilter, ChangeSetPage, RevertOptions, SubmitOptions } from './changes.ts'
export { type Client, createClient, type ProjectClientOptions } from './client.ts'
export type { ListZonesOptions } from './environment.ts'
export { ZoneplaneError, type ZoneplaneErrorCode } from './error.ts'
export type { ImportOptions, PlanImportOptions, Progress, ZoneFile } from './files.ts'
export type { List, Page } from './list.ts'
export { createMachineClient, type MachineClient, type MachineClientOptions } from './machine-client.ts'
export type { RecordFilter, WriteOptions, Written } from './records.ts'
export type { ResourceConnectionFilter } from './resources.ts'
export type { CallOptions, ClientOptions } from './transport.ts'
export type { DriftOptions, PropagationOptions } from './zone.ts'
