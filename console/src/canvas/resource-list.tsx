import { Anchor, Button, Group, Paper, ScrollArea, Stack, Table, Text, Title } from '@mantine/core'
import { EmptyState } from '../ui/empty-state.tsx'
import { LinkStatus } from './link-status.tsx'
import { factsOf, kindOf, type Link, linkedName, type Scene, typeText } from './scene.ts'

export interface ResourceListProps {
  scene: Scene
  mayWrite: boolean
  onOpen: (resource: number) => void
  onOpenLink: (connection: number) => void
  onConnect: () => void
}

/** All that is on the canvas, for whoever has no mouse, doesn't see it, or looks for something. */
export function ResourceList({ scene, mayWrite, onOpen, onOpenLink, onConnect }: ResourceListProps) {
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2}>Connections</Title>
        {mayWrite && (
          <Button size="xs" variant="default" onClick={onConnect}>
            Connect two
          </Button>
        )}
      </Group>
      <Links links={scene.links} onOpen={onOpenLink} />
      <Title order={2}>Resources</Title>
      <Paper withBorder>
        <ScrollArea>
          <Table verticalSpacing="xs" aria-label="Resources">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Type</Table.Th>
                <Table.Th>Leads to</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {scene.spots.map(({ resource }) => (
                <Table.Tr key={resource.id}>
                  <Table.Td>
                    <Open label={resource.name} onClick={() => onOpen(resource.id)} />
                  </Table.Td>
                  <Table.Td>{typeText(resource)}</Table.Td>
                  <Table.Td>{kindOf(resource) === 'target' ? factsOf(resource).join(', ') : '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Paper>
    </Stack>
  )
}

function Links({ links, onOpen }: { links: readonly Link[]; onOpen: (connection: number) => void }) {
  if (links.length === 0) return <EmptyState icon="canvas" title="Nothing is connected yet" />
  return (
    <Paper withBorder>
      <ScrollArea>
        <Table verticalSpacing="xs" aria-label="Connections">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Target</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {links.map(link => (
              <Table.Tr key={link.connection.id}>
                <Table.Td>
                  <Open label={linkedName(link)} onClick={() => onOpen(link.connection.id)} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{link.target.name}</Text>
                </Table.Td>
                <Table.Td>
                  <LinkStatus status={link.connection.status} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  )
}

function Open({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={onClick}>
      {label}
    </Anchor>
  )
}
