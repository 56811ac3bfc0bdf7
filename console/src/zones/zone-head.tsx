import { Button, Group, Popover, Stack, Text } from '@mantine/core'
import type { ZoneData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Icon } from '../ui/icons.tsx'
import { providerName } from './provider-name.ts'
import { ServedBadge } from './served-badge.tsx'
import { ZoneCheck } from './zone-check.tsx'

/** Under a zone's name: its provider, whom to delegate it to, and whether it is served. */
export function ZoneHead({ place, zone }: { place: Place; zone: ZoneData }) {
  return (
    <Group gap="sm" mt={4}>
      <Text size="sm">{providerName(zone.provider)}</Text>
      <ServedBadge zone={zone} />
      <NameServers zone={zone} />
      <ZoneCheck place={place} zone={zone} />
    </Group>
  )
}

function NameServers({ zone }: { zone: ZoneData }) {
  const { nameServers } = zone
  return (
    <Popover position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" size="compact-sm" rightSection={<Icon name="down" size={14} />}>
          {nameServers.length === 1 ? '1 name server' : `${nameServers.length} name servers`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={4}>
          <Text size="sm" c="dimmed" maw={300}>
            Enter these at your registrar, or as NS records in the parent zone.
          </Text>
          {nameServers.map(name => (
            <Group key={name} gap="xs" justify="space-between" wrap="nowrap">
              <Text size="sm" ff="monospace">
                {name}
              </Text>
              <CopyButton value={name} label={`Copy ${name}`} />
            </Group>
          ))}
          {nameServers.length > 1 && (
            <Group justify="flex-end" gap={4}>
              <Text size="xs" c="dimmed">
                All
              </Text>
              <CopyButton value={nameServers.join('\n')} label="Copy all name servers" />
            </Group>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
