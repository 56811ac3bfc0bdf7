import { noControls } from '../contract/schema.ts'
import type { Problem } from '../dns/problem.ts'
import type { SettingsField } from '../providers/provider.ts'

/** What is wrong with the form of fields, those of groups too: missing, of another form, or not there to be given. */
export function fieldsProblems(fields: readonly SettingsField[], given: object, path: string): Problem[] {
  const known = new Map(fields.map(field => [field.name, field]))
  const ofGiven = Object.entries(given).flatMap(([name, value]) => {
    const field = known.get(name)
    const place = `${path}.${name}`
    return field === undefined
      ? [{ path: place, code: 'unknown_field', message: 'is not a field of this provider' }]
      : fieldProblems(field, value, place)
  })
  const missing = fields.filter(({ name, required }) => required && !Object.hasOwn(given, name))
  return [...ofGiven, ...missing.map(({ name }) => required(`${path}.${name}`))]
}

/** Characters of the longest field there is reason for: the key file of a service account. */
const longestText = 10_000
const longestList = 1000
const withoutControls = new RegExp(noControls.pattern, 'u')

function fieldProblems(field: SettingsField, value: unknown, path: string): Problem[] {
  switch (field.form) {
    case 'boolean':
      return typeof value === 'boolean' ? [] : [invalidType(path, 'must be true or false')]
    case 'number':
      return typeof value === 'number' ? [] : [invalidType(path, 'must be a number')]
    case 'list':
      return listProblems(value, path)
    case 'group':
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return fieldsProblems(field.fields ?? [], value, path)
      }
      return [invalidType(path, `must be an object of ${(field.fields ?? []).map(({ name }) => name).join(', ')}`)]
    default:
      return field.required && value === '' ? [required(path)] : textProblems(value, path)
  }
}

function listProblems(value: unknown, path: string): Problem[] {
  if (!Array.isArray(value)) return [invalidType(path, 'must be a list of texts')]
  if (value.length > longestList) return [tooLong(path, `has ${longestList} entries at most`)]
  return value.flatMap((entry, index) => textProblems(entry, `${path}[${index}]`))
}

function textProblems(value: unknown, path: string): Problem[] {
  if (typeof value !== 'string') return [invalidType(path, 'must be text')]
  if (value.length > longestText) return [tooLong(path, `has ${longestText} characters at most`)]
  if (withoutControls.test(value)) return []
  return [{ path, code: 'invalid_character', message: 'must not hold line breaks or other control characters' }]
}

function required(path: string): Problem {
  return { path, code: 'required', message: 'is required' }
}

function invalidType(path: string, message: string): Problem {
  return { path, code: 'invalid_type', message }
}

function tooLong(path: string, message: string): Problem {
  return { path, code: 'too_long', message }
}
