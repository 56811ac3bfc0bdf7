import { ActionIcon, Autocomplete, Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { type RecordField, splitValue } from '../../../src/sdk/record-input.ts'
import { Icon } from '../ui/icons.tsx'
import type { ValueDraft } from './record-draft.ts'
import classes from './records.module.css'

export interface ValueFieldsProps {
  type: string
  values: readonly ValueDraft[]
  errorAt: (path: string) => string | undefined
  onTouch: (path: string) => void
  onChange: (values: ValueDraft[]) => void
}

/** The values of a set, each by the fields of its type. */
export function ValueFields({ type, values, errorAt, onTouch, onChange }: ValueFieldsProps) {
  return (
    <Stack gap="xs">
      {/* Values have no identity but their place. */}
      {[...values.entries()].map(([index, value]) => (
        <OneValue
          key={index}
          type={type}
          value={value}
          number={values.length === 1 ? '' : ` ${index + 1}`}
          error={errorAt(`values[${index}]`)}
          onTouch={() => onTouch(`values[${index}]`)}
          onChange={changed => onChange(values.with(index, changed))}
          {...(values.length > 1 && { onRemove: () => onChange(values.toSpliced(index, 1)) })}
        />
      ))}
      {type !== 'CNAME' && type !== 'DNAME' && (
        <Group>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<Icon name="plus" size={13} />}
            onClick={() => onChange([...values, splitValue(type, '')])}
          >
            Another value
          </Button>
        </Group>
      )}
    </Stack>
  )
}

interface OneValueProps {
  type: string
  value: ValueDraft
  /** Behind the labels, where there are several values. */
  number: string
  error: string | undefined
  onTouch: () => void
  onChange: (value: ValueDraft) => void
  onRemove?: () => void
}

function OneValue({ type, value, number, error, onTouch, onChange, onRemove }: OneValueProps) {
  const { fields, texts } = value
  const set = (index: number, text: string) => onChange({ fields, texts: texts.with(index, text) })
  return (
    <div>
      <Group align="flex-end" gap="xs">
        {fields.map((field, index) => (
          <OneField
            key={field.label}
            field={field}
            label={`${field.label}${number}`}
            isLong={type === 'TXT'}
            text={texts[index] ?? ''}
            isWrong={error !== undefined}
            onTouch={onTouch}
            onChange={text => set(index, text)}
          />
        ))}
        {onRemove !== undefined && (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove value${number}`} onClick={onRemove}>
            <Icon name="cross" size={15} />
          </ActionIcon>
        )}
      </Group>
      {error !== undefined && (
        <div className={classes.error} role="alert">
          {error}
        </div>
      )}
    </div>
  )
}

interface OneFieldProps {
  field: RecordField
  label: string
  isLong: boolean
  text: string
  isWrong: boolean
  onTouch: () => void
  onChange: (text: string) => void
}

function OneField({ field, label, isLong, text, isWrong, onTouch, onChange }: OneFieldProps) {
  const common = {
    label,
    description: field.help,
    placeholder: field.example,
    className: classes[`field-${field.width ?? 'middle'}`] ?? '',
    autoComplete: 'off',
    spellCheck: false,
    value: text,
    onBlur: onTouch,
    error: isWrong,
  }
  if (isLong) {
    return (
      <Textarea
        {...common}
        autosize
        minRows={1}
        maxRows={6}
        onKeyDown={submitOnEnter}
        onChange={event => onChange(event.currentTarget.value.replaceAll('\n', ''))}
      />
    )
  }
  if (field.choices !== undefined) {
    return (
      <Autocomplete
        {...common}
        data={field.choices.map(({ value }) => value)}
        renderOption={({ option }) => field.choices?.find(({ value }) => value === option.value)?.label ?? option.value}
        filter={({ options }) => options}
        onChange={onChange}
      />
    )
  }
  return <TextInput {...common} onChange={event => onChange(event.currentTarget.value)} />
}

/** Text has no line ends, so the key does what it does in any other field. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter') return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
