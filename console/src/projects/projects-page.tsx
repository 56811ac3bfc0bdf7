import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ProjectData } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import { useMe } from '../queries/me.ts'
import { useProject, useProjects } from '../queries/projects.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { CreateProjectDialog } from './create-project-dialog.tsx'

export function ProjectsPage() {
  const projects = useProjects()
  const workspaces = useMe().data?.workspaces ?? []
  const own = workspaces.filter(({ role }) => role === 'admin' || role === 'owner')
  const [isCreating, setCreating] = useState(false)
  const create = own.length > 0 && (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
      New project
    </Button>
  )
  return (
    <Page title="Projects" about="A project holds environments, and an environment holds zones." actions={create}>
      <AsyncView asked={projects}>
        {known =>
          known.length === 0 ? (
            <EmptyState icon="projects" title="No projects yet">
              {own.length > 0
                ? 'Make one to keep zones in.'
                : 'You are not in a workspace that has any, and may not make one.'}
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
              {known.map(project => (
                <ProjectCard key={project.id} project={project} />
              ))}
            </SimpleGrid>
          )
        }
      </AsyncView>
      {isCreating && <CreateProjectDialog workspaces={own} onClose={() => setCreating(false)} />}
    </Page>
  )
}

function ProjectCard({ project }: { project: ProjectData }) {
  const environments = useProject(project.slug).data?.environments ?? []
  return (
    <Card withBorder>
      <Stack gap="xs">
        <div>
          <Title order={2}>{project.name}</Title>
          <Text size="sm" c="dimmed">
            {project.workspace.name}
          </Text>
        </div>
        <Group gap="xs">
          {environments.map(({ slug, name }) => (
            <Button
              key={slug}
              component={Link}
              href={placePath({ project: project.slug, environment: slug }, 'zones')}
              variant="default"
              size="compact-sm"
            >
              {name}
            </Button>
          ))}
        </Group>
      </Stack>
    </Card>
  )
}
