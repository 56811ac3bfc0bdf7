import Type, { type Static } from 'typebox'
import { Id, Strict } from './schema.ts'

/** What a stream of events tells. What has happened is to be read where it's kept: events say where to look. */

const IdOrNull = Type.Union([Id, Type.Null()])

export const ChangeSetEvent = Type.Object({
  zoneId: Id,
  changeSetId: Id,
  status: Type.Union([Type.Literal('applied'), Type.Literal('failed'), Type.Literal('partial')]),
})
export const ZoneEvent = Type.Object({ zoneId: Id })
export const ActivityEvent = Type.Object({
  action: Type.String({ description: 'as activities have it: `zone.create`' }),
  resourceId: IdOrNull,
})

export const EventsHeaders = Strict({
  'Last-Event-ID': Type.Optional(Type.String({ description: 'the `id` of the last event that has come in' })),
})

export type LiveEvent =
  /** A change set has come to its end. */
  | { name: 'change-set'; data: Static<typeof ChangeSetEvent> }
  /** More has changed in a zone than is told one by one. */
  | { name: 'zone'; data: Static<typeof ZoneEvent> }
  /** Something was done to a resource; to a connection, of resources or to an account at a provider; or to anything else. */
  | { name: 'resource' | 'connection' | 'activity'; data: Static<typeof ActivityEvent> }
  /** Events may have been missed: everything is to be read again. */
  | { name: 'reset'; data: Record<string, never> }

/** How a stream begins and how it ends, where the server ends it. */
export type StreamEvent =
  | LiveEvent
  | { name: 'ready'; data: Record<string, never> }
  | { name: 'end'; data: { code: string; message: string } }
