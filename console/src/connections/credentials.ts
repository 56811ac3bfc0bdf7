import type { ProviderField } from '../../../src/sdk/index.ts'

/** What has been entered: texts as they were typed, lists one entry a line, groups as objects of their own. */
export interface Draft {
  [field: string]: string | boolean | Draft
}

type Field = Omit<ProviderField, 'fields'> & Pick<ProviderField, 'fields'>

/** As the server takes them. What is left empty is left out, but for groups that have to be there. */
export function credentialsOf(fields: readonly Field[], draft: Draft): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(field => {
      const value = enteredValue(field, draft[field.name])
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
}

function enteredValue(field: Field, entered: Draft[string] | undefined): unknown {
  if (field.form === 'boolean') return entered === true ? true : undefined
  if (field.form === 'group') {
    const group = credentialsOf(field.fields ?? [], typeof entered === 'object' ? entered : {})
    return field.required || Object.keys(group).length > 0 ? group : undefined
  }
  const text = typeof entered === 'string' ? entered.trim() : ''
  if (text === '') return undefined
  if (field.form === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  return field.form === 'list' ? text.split(/[\s,]+/) : text
}
