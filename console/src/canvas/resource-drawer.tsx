import { Anchor, Button, DataList, Drawer, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link as PageLink } from 'wouter'
import type { ResourceData } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import type { Place } from '../queries/keys.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { DeleteResourceDialog } from './delete-resource-dialog.tsx'
import { LinkStatus } from './link-status.tsx'
import { plainHeader } from './plain-header.ts'
import { kindOf, type Link, linkedName, typeText } from './scene.ts'
import { TargetDialog } from './target-dialog.tsx'

export interface ResourceDrawerProps {
  place: Place
  resource: ResourceData
  resources: readonly ResourceData[]
  links: readonly Link[]
  mayWrite: boolean
  onOpenLink: (id: number) => void
  onClose: () => void
}

/** What a resource is, what it's connected with, and what can be done with it. */
export function ResourceDrawer(props: ResourceDrawerProps) {
  const { place, resource, links, onOpenLink, onClose } = props
  const kind = kindOf(resource)
  const own = links.filter(({ subdomain, target, zone }) =>
    [subdomain, target, zone].some(end => end?.id === resource.id),
  )
  return (
    <Drawer opened onClose={onClose} position="right" size="sm" attributes={plainHeader} title={resource.name}>
      <Stack>
        <DataList>
          {Object.entries({ type: typeText(resource), ...resource.metadata }).map(([name, value]) => (
            <DataList.Item key={name}>
              <DataList.ItemLabel>{name.replaceAll('_', ' ')}</DataList.ItemLabel>
              <DataList.ItemValue>{String(value)}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        {kind === 'zone' && (
          <Anchor component={PageLink} href={placePath(place, `zones/${resource.id}`)} size="sm" underline="always">
            Open the zone
          </Anchor>
        )}
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            Connections
          </Text>
          {own.length === 0 && <Text size="sm">It is connected with nothing.</Text>}
          {own.map(link => (
            <Group key={link.connection.id} justify="space-between" wrap="nowrap">
              <Anchor
                component="button"
                type="button"
                size="sm"
                ta="left"
                underline="always"
                onClick={() => onOpenLink(link.connection.id)}
              >
                {linkedName(link)} → {link.target.name}
              </Anchor>
              <LinkStatus status={link.connection.status} />
            </Group>
          ))}
        </Stack>
        {props.mayWrite && kind !== 'zone' && <Actions {...props} />}
      </Stack>
    </Drawer>
  )
}

function Actions({ place, resource, resources, onClose }: ResourceDrawerProps) {
  const [open, setOpen] = useState<'connect' | 'edit' | 'delete'>()
  const kind = kindOf(resource)
  const close = () => setOpen(undefined)
  return (
    <Group gap="xs">
      <Button size="xs" onClick={() => setOpen('connect')}>
        Connect
      </Button>
      {kind === 'target' && (
        <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
          Edit
        </Button>
      )}
      <Button size="xs" variant="subtle" color="red" onClick={() => setOpen('delete')}>
        Delete
      </Button>
      {open === 'connect' && (
        <ConnectDialog place={place} resources={resources} {...{ [kind]: resource.id }} onClose={close} />
      )}
      {open === 'edit' && <TargetDialog place={place} target={resource} onClose={close} />}
      {open === 'delete' && (
        <DeleteResourceDialog place={place} resource={resource} onDeleted={onClose} onClose={close} />
      )}
    </Group>
  )
}
