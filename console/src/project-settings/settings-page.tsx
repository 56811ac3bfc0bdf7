import { Tabs } from '@mantine/core'
import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react'
import { useLocation, useParams } from 'wouter'
import type { ProjectWithEnvironments } from '../../../src/sdk/index.ts'
import { useProject } from '../queries/projects.ts'
import { AsyncView, Loading } from '../ui/async-view.tsx'
import { Page } from '../ui/page.tsx'
import { GeneralTab } from './general-tab.tsx'

export interface ProjectTabProps {
  project: ProjectWithEnvironments
}

interface ProjectTab {
  /** As in the address. */
  name: string
  label: string
  page: ComponentType<ProjectTabProps> | LazyExoticComponent<ComponentType<ProjectTabProps>>
}

const tabs: readonly ProjectTab[] = [
  { name: 'general', label: 'General', page: GeneralTab },
  {
    name: 'connections',
    label: 'Connections',
    page: lazy(async () => ({ default: (await import('./connections-tab.tsx')).ConnectionsTab })),
  },
  {
    name: 'keys',
    label: 'Machine keys',
    page: lazy(async () => ({ default: (await import('../keys/machine-keys-tab.tsx')).MachineKeysTab })),
  },
  {
    name: 'domains',
    label: 'Domains',
    page: lazy(async () => ({ default: (await import('../domains/domains-tab.tsx')).DomainsTab })),
  },
]

export function ProjectSettingsPage() {
  const { project: slug = '', tab = 'general' } = useParams<{ project: string; tab?: string }>()
  const project = useProject(slug)
  const [, navigate] = useLocation()
  return (
    <AsyncView asked={project}>
      {known => (
        <Page title={`Settings of ${known.name}`} about={`In the workspace ${known.workspace.name}`}>
          <Tabs
            value={tab}
            onChange={name => navigate(`/projects/${encodeURIComponent(slug)}/settings/${name}`)}
            keepMounted={false}
          >
            <Tabs.List aria-label="Settings of the project">
              {tabs.map(({ name, label }) => (
                <Tabs.Tab key={name} value={name}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {tabs.map(({ name, page: TabPage }) => (
              <Tabs.Panel key={name} value={name} pt="md">
                <Suspense fallback={<Loading />}>
                  <TabPage project={known} />
                </Suspense>
              </Tabs.Panel>
            ))}
          </Tabs>
        </Page>
      )}
    </AsyncView>
  )
}
