import { Text, Tooltip } from '@mantine/core'
import { Icon } from './icons.tsx'

/** In place of controls that the caller's role doesn't have: `needs` is the role that does. */
export function ReadOnlyHint({ needs, what }: { needs: 'member' | 'admin' | 'owner'; what: string }) {
  return (
    <Tooltip label={`To ${what} you need the role ${needs} or above in this workspace. Its admins can give it to you.`}>
      <Text size="sm" c="dimmed" tabIndex={0} display="inline-flex" component="span">
        <Icon name="lock" size={15} />
        &nbsp;Read only
      </Text>
    </Tooltip>
  )
}
