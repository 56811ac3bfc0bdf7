import { Checkbox, Fieldset, NativeSelect, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core'
import type { ProviderField } from '../../../src/sdk/index.ts'
import { fieldError } from '../ui/field-error.ts'
import type { Draft } from './credentials.ts'
import { fieldHelp, isUsuallyNeeded } from './field-help.ts'

export interface CredentialFieldsProps {
  provider: string
  fields: readonly ProviderField[]
  draft: Draft
  /** Of the last try. */
  error: unknown
  /** Only owners choose where credentials are sent. */
  maySetEndpoint: boolean
  onChange: (draft: Draft) => void
}

/** A form of the fields that a provider asks for. */
export function CredentialFields({ provider, fields, draft, error, maySetEndpoint, onChange }: CredentialFieldsProps) {
  return fields.map(field => (
    <OneField
      key={field.name}
      field={{ ...field, required: field.required || isUsuallyNeeded(provider, field.name) }}
      value={draft[field.name]}
      path={`credentials.${field.name}`}
      error={error}
      help={helpOf(provider, field.name, maySetEndpoint)}
      isDisabled={field.name === 'endpoint' && !maySetEndpoint}
      onChange={value => onChange({ ...draft, [field.name]: value })}
    />
  ))
}

function helpOf(provider: string, name: string, maySetEndpoint: boolean): string | undefined {
  if (name === 'endpoint' && !maySetEndpoint) return 'Only an owner of the workspace may set it.'
  return fieldHelp(provider, name)
}

interface OneFieldProps {
  field: ProviderField
  value: Draft[string] | undefined
  path: string
  error: unknown
  help?: string | undefined
  isDisabled?: boolean
  onChange: (value: Draft[string]) => void
}

function OneField({ field, value, path, error, help, isDisabled = false, onChange }: OneFieldProps) {
  const { label, form, required, secret, choices } = field
  if (form === 'group') return <GroupField {...{ field, value, path, error, help, onChange }} />
  if (form === 'boolean') {
    return (
      <Checkbox
        label={label}
        description={help}
        error={fieldError(error, path)}
        checked={value === true}
        onChange={event => onChange(event.currentTarget.checked)}
      />
    )
  }
  const input = {
    label: required ? label : `${label} (optional)`,
    description: help,
    error: fieldError(error, path),
    disabled: isDisabled,
    value: typeof value === 'string' ? value : '',
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  }
  if (choices !== undefined) return <NativeSelect data={[{ value: '', label: '–' }, ...choices]} {...input} />
  if (form === 'list') return <Textarea autosize minRows={2} spellCheck={false} {...input} />
  // No browser is to fill in or keep what isn't its user's password.
  if (secret)
    return <PasswordInput autoComplete="new-password" visibilityToggleButtonProps={showLabel(label)} {...input} />
  const mode = form === 'number' ? 'numeric' : 'text'
  return <TextInput autoComplete="off" spellCheck={false} inputMode={mode} {...input} />
}

function showLabel(label: string) {
  return { 'aria-label': `Show ${label}` }
}

function GroupField({ field, value, path, error, help, onChange }: Omit<OneFieldProps, 'isDisabled'>) {
  const group = typeof value === 'object' ? value : {}
  return (
    <Fieldset legend={field.required ? field.label : `${field.label} (optional)`}>
      <Stack gap="sm">
        {help}
        {(field.fields ?? []).map(inner => (
          <OneField
            key={inner.name}
            field={inner}
            value={group[inner.name]}
            path={`${path}.${inner.name}`}
            error={error}
            onChange={entered => onChange({ ...group, [inner.name]: entered })}
          />
        ))}
      </Stack>
    </Fieldset>
  )
}
