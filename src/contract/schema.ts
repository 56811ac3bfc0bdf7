import Type, { type Static, type TSchema } from 'typebox'

/** Building blocks of the request and reply schemas. */

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, characters that turn the direction of writing around, and
 * halves of surrogate pairs.
 * Written out, because not every language's regular expressions have Unicode's classes, and clients read these patterns.
 */
export const controls = '\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff'

/** A line of text for people: no control characters, not blank at the ends. */
export const Line = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: `^[^\\s${controls}](?:[^${controls}]*[^\\s${controls}])?$`,
    description: 'one line of text, without control characters and without blanks at its ends',
  })

/** Text for people, of any number of lines: what PostgreSQL can't store, and terminals would obey, is kept out. */
export const Text = (maxLength: number) =>
  Type.String({
    maxLength,
    pattern: `^(?:[^${controls}]|[\\t\\n\\r])*$`,
    description: 'text without control characters but tabs and line ends',
  })

/** Text of any kind of characters but controls, such as a password. */
export const noControls = { pattern: `^[^${controls}]*$`, description: 'text without control characters' }

/** An id in a path, still text. */
export const IdText = Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'a positive integer' })
export const Id = Type.Integer({ minimum: 1 })
/** ISO 8601 in UTC with milliseconds. */
export const Timestamp = Type.String({ description: 'ISO 8601, UTC, milliseconds' })
export const FutureTimestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'a time in ISO 8601 with its time zone, such as 2030-01-31T12:00:00Z',
})
export const Slug = Type.String({ minLength: 1, maxLength: 63 })
export const Position = Type.Union([Type.Object({ x: Type.Number(), y: Type.Number() }), Type.Null()])
export const PositionCoordinate = Type.Number({ minimum: -1e9, maximum: 1e9 })
export const Reference = Type.Object({ id: Id, slug: Slug, name: Type.String() })

export const Problem = Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() })
export type Problem = Static<typeof Problem>
export const ErrorReply = Type.Object({
  message: Type.String(),
  error: Type.String(),
  code: Type.String(),
  requestId: Type.String(),
  details: Type.Optional(Type.Array(Problem)),
})
export const MachineErrorReply = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String() }),
})

/** A success of the project family. */
export const Reply = <Data extends TSchema>(data: Data) => Type.Object({ message: Type.String(), data })
export const ListReply = <Item extends TSchema>(item: Item) =>
  Type.Object({ message: Type.String(), count: Type.Integer(), data: Type.Array(item) })

/** An object that takes no field but these. */
export const Strict = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false })

export const errorReplies = { '4xx': ErrorReply, '5xx': ErrorReply }
export const machineErrorReplies = { '4xx': MachineErrorReply, '5xx': MachineErrorReply }
