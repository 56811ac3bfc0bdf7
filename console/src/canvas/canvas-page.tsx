import { Button, Group, SegmentedControl } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { ResourceConnectionData, ResourceData } from '../../../src/sdk/index.ts'
import { usePlace } from '../layout/place.ts'
import type { Place } from '../queries/keys.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useResourceConnections, useResources } from '../queries/resources.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { ConnectDialog } from './connect-dialog.tsx'
import { Flow } from './flow.tsx'
import { LinkDrawer } from './link-drawer.tsx'
import { ResourceDrawer } from './resource-drawer.tsx'
import { ResourceList } from './resource-list.tsx'
import { sceneOf } from './scene.ts'
import { SubdomainDialog } from './subdomain-dialog.tsx'
import { TargetDialog } from './target-dialog.tsx'
import { useMove } from './use-move.ts'

/** Zones, subdomains and targets, and what is connected with what: drawn, or as a list. */
export function CanvasPage() {
  const place = usePlace()
  const resources = useResources(place)
  const connections = useResourceConnections(place)
  const mayWrite = useHasProjectRole(place.project, 'member')
  const [adding, setAdding] = useState<'subdomain' | 'target'>()
  const [path, navigate] = useLocation()
  const view = new URLSearchParams(useSearch()).get('view') === 'list' ? 'list' : 'canvas'
  const actions = (
    <Group gap="xs">
      <SegmentedControl
        aria-label="Shown as"
        data={[
          { value: 'canvas', label: 'Canvas' },
          { value: 'list', label: 'List' },
        ]}
        value={view}
        onChange={chosen => navigate(chosen === 'list' ? `${path}?view=list` : path, { replace: true })}
      />
      {mayWrite === true && (
        <>
          <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding('subdomain')}>
            Subdomain
          </Button>
          <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding('target')}>
            Target
          </Button>
        </>
      )}
      {mayWrite === false && <ReadOnlyHint needs="member" what="connect resources" />}
    </Group>
  )
  return (
    <Page
      title="Canvas"
      about="Draw a line from a subdomain to a target, and the records that lead there are made."
      actions={actions}
    >
      <AsyncView asked={resources}>
        {known => (
          <AsyncView asked={connections}>
            {edges => <Resources {...{ place, view, known, edges }} mayWrite={mayWrite === true} />}
          </AsyncView>
        )}
      </AsyncView>
      {adding === 'subdomain' && <SubdomainDialog place={place} onClose={() => setAdding(undefined)} />}
      {adding === 'target' && <TargetDialog place={place} onClose={() => setAdding(undefined)} />}
    </Page>
  )
}

interface ResourcesProps {
  place: Place
  view: 'canvas' | 'list'
  known: ResourceData[]
  edges: ResourceConnectionData[]
  mayWrite: boolean
}

function Resources({ place, view, known, edges, mayWrite }: ResourcesProps) {
  const scene = useMemo(() => sceneOf(known, edges), [known, edges])
  const [open, setOpen] = useState<{ kind: 'resource' | 'link'; id: number }>()
  const [connecting, setConnecting] = useState<{ subdomain?: number; target?: number }>()
  const move = useMove(place)
  const openResource = useCallback((id: number) => setOpen({ kind: 'resource', id }), [])
  const openLink = useCallback((id: number) => setOpen({ kind: 'link', id }), [])
  const close = () => setOpen(undefined)
  const resource = open?.kind === 'resource' ? known.find(({ id }) => id === open.id) : undefined
  const link = open?.kind === 'link' ? scene.links.find(({ connection }) => connection.id === open.id) : undefined
  if (known.length === 0) {
    return (
      <EmptyState icon="canvas" title="Nothing to connect yet">
        Make a zone, a subdomain such as www, and a target: a machine, a load balancer, whatever names are to lead to.
      </EmptyState>
    )
  }
  const given = { scene, mayWrite, onOpen: openResource, onOpenLink: openLink }
  return (
    <>
      {view === 'canvas' ? (
        <Flow {...given} onMove={move} onConnect={(subdomain, target) => setConnecting({ subdomain, target })} />
      ) : (
        <ResourceList {...given} onConnect={() => setConnecting({})} />
      )}
      {resource !== undefined && (
        <ResourceDrawer
          {...{ place, resource, mayWrite }}
          resources={known}
          links={scene.links}
          onOpenLink={openLink}
          onClose={close}
        />
      )}
      {link !== undefined && <LinkDrawer {...{ place, link, mayWrite }} onClose={close} />}
      {connecting !== undefined && (
        <ConnectDialog place={place} resources={known} {...connecting} onClose={() => setConnecting(undefined)} />
      )}
    </>
  )
}
