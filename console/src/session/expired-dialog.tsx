import { Anchor, Modal, Stack, Text } from '@mantine/core'
import { useServices, useSession } from './session-context.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** Over whatever page there is, which stays with everything that was typed into it. */
export function ExpiredDialog() {
  const state = useSession()
  const { session, queries } = useServices()
  if (state.status !== 'expired') return null
  const leave = () => {
    session.end()
    queries.clear()
  }
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} title="Your session is over" zIndex={400}>
      <Stack>
        <Text size="sm">Sign in again to go on. What you have not applied yet is still here.</Text>
        <SignInForm email={state.email} onDone={() => void queries.invalidateQueries()} />
        <Anchor component="button" type="button" size="sm" underline="always" onClick={leave}>
          Sign in as somebody else, and drop what is not applied
        </Anchor>
      </Stack>
    </Modal>
  )
}
