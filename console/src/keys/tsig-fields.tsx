import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import type { MachineKeyBody } from '../../../src/sdk/index.ts'
import { problemOf } from '../ui/problem-of.ts'

type Algorithm = NonNullable<NonNullable<MachineKeyBody['tsig']>['algorithm']>

export const algorithms: readonly Algorithm[] = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha1']

/** A key for DNS messages, as it is entered. Empty texts are made by the server. */
export interface TsigDraft {
  isWanted: boolean
  name: string
  algorithm: Algorithm
  secret: string
}

export const noTsig: TsigDraft = { isWanted: false, name: '', algorithm: 'hmac-sha256', secret: '' }

export interface TsigFieldsProps {
  tsig: TsigDraft
  /** Of the last try. */
  error: unknown
  onChange: (tsig: TsigDraft) => void
}

export function TsigFields({ tsig, error, onChange }: TsigFieldsProps) {
  const { isWanted, name, algorithm, secret } = tsig
  return (
    <>
      <Checkbox
        label="Also for DNS UPDATE and zone transfers"
        description="Makes a TSIG key (RFC 8945), as nsupdate, certbot, lego and DHCP servers take it"
        checked={isWanted}
        onChange={event => onChange({ ...tsig, isWanted: event.currentTarget.checked })}
      />
      {isWanted && (
        <>
          <TextInput
            label="Name of the TSIG key"
            description="A domain name; the access key unless told"
            autoComplete="off"
            spellCheck={false}
            value={name}
            error={problemOf(error, 'tsig.name')}
            onChange={event => onChange({ ...tsig, name: event.currentTarget.value })}
          />
          <NativeSelect
            label="Algorithm"
            data={algorithms}
            value={algorithm}
            onChange={event => onChange({ ...tsig, algorithm: event.currentTarget.value as Algorithm })}
          />
          <PasswordInput
            label="Secret"
            description="In base64; made at random unless told"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
            value={secret}
            error={problemOf(error, 'tsig.secret')}
            onChange={event => onChange({ ...tsig, secret: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}

/** As the API takes it; undefined where none is wanted. */
export function tsigOf({ isWanted, name, algorithm, secret }: TsigDraft): MachineKeyBody['tsig'] {
  if (!isWanted) return undefined
  return {
    algorithm,
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(secret.trim() !== '' && { secret: secret.trim() }),
  }
}
