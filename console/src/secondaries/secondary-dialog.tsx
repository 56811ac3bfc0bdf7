import { Checkbox, Group, NativeSelect, NumberInput, PasswordInput, TagsInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewSecondaryData, SecondaryBody, SecondaryData } from '../../../src/sdk/index.ts'
import { workspaceKeys } from '../queries/workspaces.ts'
import { useServices } from '../session/session-context.tsx'
import { fieldError } from '../ui/field-error.ts'
import { FormDialog } from '../ui/form-dialog.tsx'
import { bodyOf, draftOf, type SecondaryDraft } from './secondary-draft.ts'

export interface SecondaryDialogProps {
  workspace: string
  /** The one that is to be changed; without it another one is made. */
  secondary?: SecondaryData
  onMade?: (secondary: NewSecondaryData) => void
  onClose: () => void
}

export function SecondaryDialog({ workspace, secondary, onMade, onClose }: SecondaryDialogProps) {
  const { client, queries } = useServices()
  const { secondaries } = client.workspace(workspace)
  const [draft, setDraft] = useState(() => draftOf(secondary))
  const save = useMutation({
    mutationFn: () => {
      const { tsig, ...body } = bodyOf(draft)
      if (secondary !== undefined) return secondaries.update(secondary.id, body)
      return secondaries.create({ ...body, ...(tsig !== undefined && { tsig }) })
    },
    onSuccess: async saved => {
      onMade?.(saved)
      onClose()
      await queries.invalidateQueries({ queryKey: workspaceKeys.secondaries(workspace) })
    },
  })
  const text = (key: 'name' | 'address' | 'hostname') => ({
    autoComplete: 'off',
    spellCheck: false,
    value: draft[key],
    error: fieldError(save.error, key),
    onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [key]: event.currentTarget.value }),
  })
  return (
    <FormDialog
      title={secondary === undefined ? 'New secondary' : `Edit ${secondary.name}`}
      action={secondary === undefined ? 'Add it' : 'Save'}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextInput label="Name" placeholder="ns1" required withAsterisk={false} data-autofocus {...text('name')} />
      <Group gap="sm" align="flex-start">
        <TextInput
          label="Address"
          placeholder="192.0.2.11"
          required
          withAsterisk={false}
          flex={1}
          {...text('address')}
        />
        <NumberInput
          label="Port"
          w={90}
          hideControls
          allowDecimal={false}
          value={draft.port}
          error={fieldError(save.error, 'port')}
          onChange={port => setDraft({ ...draft, port })}
        />
      </Group>
      <TextInput
        label="Host name"
        description="As the world knows it, for NS records; may be left empty"
        placeholder="ns1.example.net"
        {...text('hostname')}
      />
      <Checkbox
        label="Tell it of changes at once (NOTIFY)"
        checked={draft.notify}
        onChange={event => setDraft({ ...draft, notify: event.currentTarget.checked })}
      />
      <TagsInput
        label="Transfers from"
        description="Networks; left empty, from its address, or with a key from anywhere"
        placeholder={draft.transferFrom.length === 0 ? '192.0.2.0/24' : ''}
        splitChars={[',', ' ']}
        value={draft.transferFrom}
        error={fieldError(save.error, 'transferFrom')}
        onChange={transferFrom => setDraft({ ...draft, transferFrom })}
      />
      {secondary === undefined && <KeyFields draft={draft} error={save.error} onChange={setDraft} />}
    </FormDialog>
  )
}

interface KeyFieldsProps {
  draft: SecondaryDraft
  error: unknown
  onChange: (draft: SecondaryDraft) => void
}

const algorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha1']

function KeyFields({ draft, error, onChange }: KeyFieldsProps) {
  const { key } = draft
  const change = (part: Partial<SecondaryDraft['key']>) => onChange({ ...draft, key: { ...key, ...part } })
  return (
    <>
      <NativeSelect
        label="TSIG key"
        description="What both sides sign with (RFC 8945)"
        data={[
          { value: 'made', label: 'Make one' },
          { value: 'own', label: 'One that I have' },
          { value: 'none', label: 'None: whoever sends from its address gets the zones' },
        ]}
        value={key.kind}
        onChange={event => change({ kind: event.currentTarget.value as SecondaryDraft['key']['kind'] })}
      />
      {key.kind === 'own' && (
        <>
          <TextInput
            label="Name of the key"
            autoComplete="off"
            spellCheck={false}
            value={key.name}
            error={fieldError(error, 'tsig.name')}
            onChange={event => change({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label="Algorithm"
            data={algorithms}
            value={key.algorithm}
            onChange={event => change({ algorithm: event.currentTarget.value as Algorithm })}
          />
          <PasswordInput
            label="Secret, in base64"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
            value={key.secret}
            error={fieldError(error, 'tsig.secret')}
            onChange={event => change({ secret: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}

type Algorithm = NonNullable<NonNullable<SecondaryBody['tsig']>['algorithm']>
