import { ActionIcon, Menu, Text } from '@mantine/core'
import { useLocation } from 'wouter'
import { useMe } from '../queries/me.ts'
import { useServices } from '../session/session-context.tsx'
import { signOut } from '../session/sign-in.ts'
import { Icon } from '../ui/icons.tsx'

export function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const services = useServices()
  const [, navigate] = useLocation()
  const user = useMe().data?.user
  const leave = async () => {
    await signOut(services)
    navigate('/sign-in')
  }
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
          <Icon name="user" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {user !== undefined && (
          <Menu.Label>
            <Text size="sm" c="var(--mantine-color-text)">
              {user.name}
            </Text>
            <Text size="xs">{user.email}</Text>
          </Menu.Label>
        )}
        <Menu.Item onClick={() => navigate('/account/keys')}>API keys</Menu.Item>
        <Menu.Item onClick={onShortcuts}>Keyboard shortcuts</Menu.Item>
        <Menu.Item component="a" href="/docs" target="_blank" rel="noreferrer">
          API documentation
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
