import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import type { NewSecondaryData } from '../../../src/sdk/index.ts'
import { useShortcut } from '../layout/use-shortcut.ts'
import { useHasRole } from '../queries/me.ts'
import { useBuiltinZones } from '../queries/secondaries.ts'
import { useCatalogZone, useSecondaries, useWorkspace } from '../queries/workspaces.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { ShownOnceDialog } from '../ui/shown-once-dialog.tsx'
import { CatalogCard } from './catalog-card.tsx'
import { ConfigView } from './config-view.tsx'
import { configOf, type Followed, SecondaryCard } from './secondary-card.tsx'
import { SecondaryDialog } from './secondary-dialog.tsx'
import { ZoneStates } from './zone-states.tsx'

/** Name servers that follow the zones of the built-in one by transfer. */
export function SecondariesPage() {
  const workspace = useWorkspace()
  const secondaries = useSecondaries(workspace.slug)
  const catalog = useCatalogZone(workspace.slug)
  const zones = useBuiltinZones(workspace.slug)
  const mayManage = useHasRole(workspace.slug, 'admin')
  const mayNotify = useHasRole(workspace.slug, 'member') === true
  const [isCreating, setCreating] = useState(false)
  const [secret, setSecret] = useState<NewSecondaryData>()
  useShortcut('n', () => setCreating(true), mayManage === true)
  const followed: Followed = {
    catalog: catalog.data?.domain ?? null,
    zones: (zones.data ?? []).map(({ domainName }) => domainName),
  }
  const create = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
      New secondary
    </Button>
  )
  return (
    <Page
      title="Secondaries"
      about="Name servers of any make that follow the zones of the built-in one, and answer the world."
      actions={
        mayManage === true ? create : mayManage === false && <ReadOnlyHint needs="admin" what="change secondaries" />
      }
    >
      <AsyncView asked={secondaries}>
        {known => (
          <Stack maw={1000}>
            {known.length === 0 && (
              <EmptyState icon="secondaries" title="No secondaries yet" action={mayManage === true && create}>
                Add a Knot, NSD, BIND or other name server, and paste what is shown then into its settings.
              </EmptyState>
            )}
            {known.map(secondary => (
              <SecondaryCard
                key={secondary.id}
                workspace={workspace.slug}
                secondary={secondary}
                followed={followed}
                mayManage={mayManage === true}
                onSecret={setSecret}
              />
            ))}
            <AsyncView asked={catalog}>
              {data => <CatalogCard workspace={workspace.slug} catalog={data} mayManage={mayManage === true} />}
            </AsyncView>
            {known.length > 0 && (
              <AsyncView asked={zones}>{data => <ZoneStates zones={data} mayNotify={mayNotify} />}</AsyncView>
            )}
          </Stack>
        )}
      </AsyncView>
      {isCreating && (
        <SecondaryDialog workspace={workspace.slug} onMade={setSecret} onClose={() => setCreating(false)} />
      )}
      {secret !== undefined && (
        <ShownOnceDialog title={`Settings of ${secret.name}`} onClose={() => setSecret(undefined)}>
          <ConfigView config={configOf(secret, followed)} />
        </ShownOnceDialog>
      )}
    </Page>
  )
}
