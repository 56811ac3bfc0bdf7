import { Button, Group, Paper, ScrollArea, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { DomainData } from '../../../src/sdk/index.ts'
import type { ProjectTabProps } from '../project-settings/settings-page.tsx'
import { projectKeys, useDomains } from '../queries/project-parts.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useServices } from '../session/session-context.tsx'
import { AsyncView } from '../ui/async-view.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { RegisterDomainDialog } from './register-domain-dialog.tsx'

/** Domains that machine keys of the project may reach, each tied to a zone. */
export function DomainsTab({ project }: ProjectTabProps) {
  const asked = useDomains(project.slug)
  const mayManage = useHasProjectRole(project.slug, 'admin')
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
      Open a zone
    </Button>
  )
  return (
    <Stack maw={860}>
      <Group justify="space-between">
        <Text size="sm" maw={520}>
          Machine keys reach only the zones that are opened to them here.
        </Text>
        {mayManage === true ? add : mayManage === false && <ReadOnlyHint needs="admin" what="change domains" />}
      </Group>
      <AsyncView asked={asked}>
        {known =>
          known.length === 0 ? (
            <EmptyState icon="zones" title="No zone is open to machine keys" action={mayManage === true && add} />
          ) : (
            <DomainsTable slug={project.slug} domains={known} mayManage={mayManage === true} />
          )
        }
      </AsyncView>
      {isAdding && <RegisterDomainDialog project={project} onClose={() => setAdding(false)} />}
    </Stack>
  )
}

function DomainsTable({ slug, domains, mayManage }: { slug: string; domains: DomainData[]; mayManage: boolean }) {
  return (
    <Paper withBorder>
      <ScrollArea>
        <Table verticalSpacing="xs" miw={480}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Domain</Table.Th>
              <Table.Th>Machine keys</Table.Th>
              <Table.Th>Served</Table.Th>
              {mayManage && (
                <Table.Th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {domains.map(domain => (
              <DomainRow key={domain.id} slug={slug} domain={domain} mayManage={mayManage} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  )
}

function DomainRow({ slug, domain, mayManage }: { slug: string; domain: DomainData; mayManage: boolean }) {
  const { client, queries } = useServices()
  const [isAsking, setAsking] = useState(false)
  const remove = async () => {
    await client.project(slug).domains.delete(domain.id)
    await queries.invalidateQueries({ queryKey: projectKeys.domains(slug) })
  }
  return (
    <Table.Tr>
      <Table.Td fw={600}>{domain.domain}</Table.Td>
      <Table.Td>
        <StatusBadge tone={domain.internalPurchase ? 'good' : 'quiet'}>
          {domain.internalPurchase ? 'May change it' : 'May not change it'}
        </StatusBadge>
      </Table.Td>
      <Table.Td>
        <StatusBadge tone={domain.configured ? 'good' : 'quiet'}>
          {domain.configured ? 'Verified' : 'Not verified'}
        </StatusBadge>
      </Table.Td>
      {mayManage && (
        <Table.Td ta="right">
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            aria-label={`Close ${domain.domain}`}
            onClick={() => setAsking(true)}
          >
            Close
          </Button>
        </Table.Td>
      )}
      {isAsking && (
        <ConfirmDialog
          title={`Close ${domain.domain} to machine keys?`}
          action="Close it"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">Machine keys are refused there from now on. The zone and its records stay as they are.</Text>
        </ConfirmDialog>
      )}
    </Table.Tr>
  )
}
