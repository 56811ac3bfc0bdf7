import { Button, Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { useServices } from './session-context.tsx'
import { signIn } from './sign-in.ts'

export interface SignInFormProps {
  /** Whose session it is to be; then nobody else can sign in. */
  email?: string
  onDone: () => void
}

export function SignInForm({ email: fixedEmail, onDone }: SignInFormProps) {
  const services = useServices()
  const [email, setEmail] = useState(fixedEmail ?? '')
  const [password, setPassword] = useState('')
  const [stay, setStay] = useState(services.session.isKept())
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await signIn(services, { email: email.trim(), password, stay })
      onDone()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Email"
          // No `type="email"`: the first administrator's address need not have a dot.
          autoComplete="username"
          inputMode="email"
          required
          withAsterisk={false}
          readOnly={fixedEmail !== undefined}
          data-autofocus={fixedEmail === undefined || undefined}
          value={email}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={fixedEmail !== undefined || undefined}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <Checkbox label="Keep me signed in" checked={stay} onChange={event => setStay(event.currentTarget.checked)} />
        {error !== undefined && <ErrorAlert error={error} />}
        <Button type="submit" loading={isBusy}>
          Sign in
        </Button>
      </Stack>
    </form>
  )
}
