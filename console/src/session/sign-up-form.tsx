import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { useServices } from './session-context.tsx'
import { signUp } from './sign-in.ts'

export function SignUpForm({ onDone }: { onDone: () => void }) {
  const services = useServices()
  const [account, setAccount] = useState({ name: '', email: '', password: '' })
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const field = (key: keyof typeof account) => ({
    value: account[key],
    onChange: (event: { currentTarget: { value: string } }) =>
      setAccount({ ...account, [key]: event.currentTarget.value }),
    error: problemOf(error, key),
    required: true,
    withAsterisk: false,
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await signUp(services, { ...account, name: account.name.trim(), email: account.email.trim(), stay: false })
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
        <TextInput label="Your name" autoComplete="name" {...field('name')} />
        <TextInput label="Email" autoComplete="username" inputMode="email" {...field('email')} />
        <PasswordInput
          label="Password"
          description="Eight characters or more"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...field('password')}
        />
        {error !== undefined && <ErrorAlert error={error} />}
        <Button type="submit" loading={isBusy}>
          Make an account
        </Button>
      </Stack>
    </form>
  )
}
