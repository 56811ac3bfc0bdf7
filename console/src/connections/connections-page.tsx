import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionData, ProviderData } from '../../../src/sdk/index.ts'
import { useShortcut } from '../layout/use-shortcut.ts'
import { useHasRole } from '../queries/me.ts'
import { useProjects } from '../queries/projects.ts'
import { useConnections, useProviders, useWorkspace } from '../queries/workspaces.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { ConnectionCard } from './connection-card.tsx'
import { CreateConnectionDialog } from './create-connection-dialog.tsx'

/** Accounts at providers that the workspace has credentials for. */
export function ConnectionsPage() {
  const workspace = useWorkspace()
  const connections = useConnections(workspace.slug)
  // What comes with the program needs no connecting as a rule.
  const providers = (useProviders().data ?? []).toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
  const projects = (useProjects().data ?? []).filter(project => project.workspace.slug === workspace.slug)
  const mayManage = useHasRole(workspace.slug, 'admin')
  const [isCreating, setCreating] = useState(false)
  const [tested, setTested] = useState<Record<number, ConnectionData>>({})
  const keep = (connection: ConnectionData) => setTested(known => ({ ...known, [connection.id]: connection }))
  useShortcut('n', () => setCreating(true), mayManage === true)
  const create = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
      New connection
    </Button>
  )
  return (
    <Page
      title="Connections"
      about={`Accounts at providers that zones of ${workspace.name} are kept with. Credentials are sealed, and never shown.`}
      actions={
        mayManage === true ? create : mayManage === false && <ReadOnlyHint needs="admin" what="change connections" />
      }
    >
      <AsyncView asked={connections}>
        {known =>
          known.length === 0 ? (
            <EmptyState icon="connections" title="No connections yet" action={mayManage === true && create}>
              Connect an account at a provider, and zones can be kept there.
            </EmptyState>
          ) : (
            <Stack maw={860}>
              {known.map(connection => (
                <ConnectionCard
                  key={connection.id}
                  workspace={workspace.slug}
                  connection={connection}
                  kind={providers.find(({ provider }) => provider === connection.provider)}
                  projects={projects}
                  tested={tested[connection.id]}
                  onTested={keep}
                  mayManage={mayManage === true}
                />
              ))}
            </Stack>
          )
        }
      </AsyncView>
      {isCreating && providers.length > 0 && (
        <CreateConnectionDialog
          workspace={workspace.slug}
          providers={providers}
          onMade={keep}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  )
}

function isOwn({ provider }: ProviderData): boolean {
  return provider === 'builtin'
}
