import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { ExpiredDialog } from '../session/expired-dialog.tsx'
import { Logo } from '../ui/logo.tsx'
import { ColorSchemeButton } from './color-scheme-button.tsx'
import classes from './layout.module.css'
import { navigationOf } from './navigation.ts'
import { NavigationList } from './navigation-list.tsx'
import { PlaceSwitcher } from './place-switcher.tsx'
import { ServerAwayBanner } from './server-away-banner.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { useCurrentPlace } from './use-current-place.ts'
import { useShortcut } from './use-shortcut.ts'
import { UserMenu } from './user-menu.tsx'

/** What is around every page of somebody who is signed in. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure()
  const [hasHelp, setHelp] = useState(false)
  const { place, workspace } = useCurrentPlace()
  useShortcut('?', () => setHelp(true))
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      transitionDuration={0}
    >
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" gap="xs" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Navigation"
              aria-expanded={isOpen}
            />
            <Link href="/" aria-label="Zoneplane" className={classes.home}>
              <Logo />
              <Text fw={600} visibleFrom="sm">
                Zoneplane
              </Text>
            </Link>
            {place !== undefined && <PlaceSwitcher place={place} />}
          </Group>
          <Group gap={2} wrap="nowrap">
            <ColorSchemeButton />
            <UserMenu onShortcuts={() => setHelp(true)} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main">
        <NavigationList groups={navigationOf(place, workspace)} onFollow={close} />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="content" tabIndex={-1}>
        <ServerAwayBanner />
        {children}
      </AppShell.Main>
      {hasHelp && <ShortcutsDialog onClose={() => setHelp(false)} />}
      <ExpiredDialog />
    </AppShell>
  )
}
