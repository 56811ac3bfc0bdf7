import Type, { type Static } from 'typebox'

/** The kinds of providers that an installation has, and what a connection to each is made of. */

const plainField = {
  name: Type.String({ description: 'in `credentials` of a connection' }),
  label: Type.String({ description: 'for people' }),
  required: Type.Boolean(),
  form: Type.Enum(['text', 'boolean', 'number', 'list', 'group'], {
    description: '`list`: texts, any number of them; `group`: an object of `fields`',
  }),
  choices: Type.Optional(Type.Array(Type.String(), { description: 'the texts that there are to choose from' })),
  secret: Type.Boolean({ description: 'never given back' }),
}
export const ProviderField = Type.Object({
  ...plainField,
  fields: Type.Optional(Type.Array(Type.Object(plainField), { description: 'of a group' })),
})
export const ProviderData = Type.Object({
  provider: Type.String({ description: 'as connections have it: `aws`' }),
  zoneProvider: Type.String({ description: 'as zones have it: `route53`' }),
  name: Type.String({ description: 'for people' }),
  fields: Type.Array(ProviderField),
})

export type ProviderField = Static<typeof ProviderField>
export type ProviderData = Static<typeof ProviderData>
