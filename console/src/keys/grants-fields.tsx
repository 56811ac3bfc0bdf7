import { Checkbox, TagsInput } from '@mantine/core'
import { commonTypes } from '../../../src/sdk/record-input.ts'
import { fieldError } from '../ui/field-error.ts'

/** What a key is narrowed to, as it is entered: an empty list narrows nothing. */
export interface GrantsDraft {
  zones: string[]
  names: string[]
  types: string[]
  networks: string[]
  readOnly: boolean
}

export const noGrants: GrantsDraft = { zones: [], names: [], types: [], networks: [], readOnly: false }

export interface GrantsFieldsProps {
  grants: GrantsDraft
  /** Domains that the project has opened to its keys. */
  domains: readonly string[]
  /** Of the last try. */
  error: unknown
  onChange: (grants: GrantsDraft) => void
}

export function GrantsFields({ grants, domains, error, onChange }: GrantsFieldsProps) {
  const field = (key: Exclude<keyof GrantsDraft, 'readOnly'>) => ({
    value: grants[key],
    error: fieldError(error, `grants.${key}`),
    splitChars: [',', ' '],
    onChange: (entered: string[]) => onChange({ ...grants, [key]: entered }),
  })
  return (
    <>
      <TagsInput
        label="Domains"
        description="All of the project where none is entered"
        placeholder={grants.zones.length === 0 ? 'example.com' : ''}
        data={[...domains]}
        {...field('zones')}
      />
      <TagsInput
        label="Names"
        description="Patterns on the part before the domain: @ for the domain itself, * for any characters"
        placeholder={grants.names.length === 0 ? '_acme-challenge*' : ''}
        {...field('names')}
      />
      <TagsInput
        label="Types"
        description="All where none is entered"
        placeholder={grants.types.length === 0 ? 'TXT' : ''}
        data={[...commonTypes]}
        {...field('types')}
      />
      <TagsInput
        label="Networks"
        description="Where it may be used from; anywhere where none is entered"
        placeholder={grants.networks.length === 0 ? '192.0.2.0/24' : ''}
        {...field('networks')}
      />
      <Checkbox
        label="Read only"
        checked={grants.readOnly}
        onChange={event => onChange({ ...grants, readOnly: event.currentTarget.checked })}
      />
    </>
  )
}

/** As the API takes them; undefined where nothing is narrowed. */
export function grantsOf({ readOnly, ...lists }: GrantsDraft) {
  const entered = Object.entries(lists).filter(([, entries]) => entries.length > 0)
  if (entered.length === 0 && !readOnly) return undefined
  return { ...Object.fromEntries(entered), ...(readOnly && { readOnly }) }
}
