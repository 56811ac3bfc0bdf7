import { Anchor, Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Redirect, useLocation, useSearch } from 'wouter'
import { ColorSchemeButton } from '../layout/color-scheme-button.tsx'
import { ServerAwayBanner } from '../layout/server-away-banner.tsx'
import { Logo } from '../ui/logo.tsx'
import { useSession } from './session-context.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

export function SignInPage() {
  const [isNew, setNew] = useState(false)
  const session = useSession()
  const [, navigate] = useLocation()
  const next = pathOf(new URLSearchParams(useSearch()).get('next'))
  if (session.status !== 'signed-out') return <Redirect to={next} replace />
  const done = () => navigate(next, { replace: true })
  return (
    <Box component="main" mih="100dvh" bg="var(--zp-ground)">
      <ServerAwayBanner />
      <Group justify="flex-end" p="sm">
        <ColorSchemeButton />
      </Group>
      <Center px="md" pt="8vh" pb="xl">
        <Stack w="100%" maw={380} gap="lg">
          <Group gap="xs" justify="center">
            <Logo size={28} />
            <Title order={1}>Zoneplane</Title>
          </Group>
          <Paper withBorder p="lg" radius="md">
            <Title order={2} mb="md">
              {isNew ? 'Make an account' : 'Sign in'}
            </Title>
            {isNew ? <SignUpForm onDone={done} /> : <SignInForm onDone={done} />}
          </Paper>
          <Text ta="center" size="sm">
            {isNew ? 'You have an account?' : 'New here?'}{' '}
            <Anchor component="button" type="button" size="sm" underline="always" onClick={() => setNew(!isNew)}>
              {isNew ? 'Sign in' : 'Make an account'}
            </Anchor>
          </Text>
        </Stack>
      </Center>
    </Box>
  )
}

/** Only a path of the console's own: a link must not lead elsewhere after the sign-in. */
function pathOf(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/'
}
