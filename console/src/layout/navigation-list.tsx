import { Box, Stack, Text } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { Icon } from '../ui/icons.tsx'
import classes from './layout.module.css'
import type { NavigationGroup } from './navigation.ts'

export function NavigationList({ groups, onFollow }: { groups: readonly NavigationGroup[]; onFollow: () => void }) {
  const [path] = useLocation()
  const isHere = (to: string) => path === to || path.startsWith(`${to}/`)
  const longest = groups
    .flatMap(({ links }) => links.map(link => link.path))
    .filter(isHere)
    .sort((a, b) => b.length - a.length)[0]
  return (
    <Stack gap="md">
      {groups.map(({ label = '', links }) => (
        <Box key={label}>
          {label !== '' && (
            <Text size="xs" c="dimmed" fw={600} px={12} mb={4}>
              {label}
            </Text>
          )}
          {links.map(link => (
            <Link
              key={link.path}
              href={link.path}
              className={classes.link}
              aria-current={link.path === longest ? 'page' : undefined}
              onClick={onFollow}
            >
              <Icon name={link.icon} size={17} />
              {link.label}
            </Link>
          ))}
        </Box>
      ))}
    </Stack>
  )
}
