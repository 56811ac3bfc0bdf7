import { Button, Group, Text } from '@mantine/core'
import { useServerLink, useServices } from '../session/session-context.tsx'
import { Icon } from '../ui/icons.tsx'
import classes from './layout.module.css'

/** Says that the server doesn't answer, for as long as it doesn't. */
export function ServerAwayBanner() {
  const { link } = useServices()
  const isAway = useServerLink() === 'away'
  return (
    <div role="status" aria-live="polite">
      {isAway && (
        <Group className={classes.away} gap="sm" px="md" py={6} wrap="nowrap">
          <Icon name="away" size={16} />
          <Text size="sm" flex={1}>
            The server does not answer. It is asked again until it does; what you have not applied stays here.
          </Text>
          <Button size="compact-xs" variant="default" onClick={link.retry}>
            Try now
          </Button>
        </Group>
      )}
    </div>
  )
}
