import { Button, Group, Menu, Text } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Place } from '../queries/keys.ts'
import { useProject, useProjects } from '../queries/projects.ts'
import { Icon } from '../ui/icons.tsx'
import classes from './layout.module.css'
import { placePath } from './place.ts'

/** Project and environment, each with a menu of the others. */
export function PlaceSwitcher({ place }: { place: Place }) {
  const [, navigate] = useLocation()
  const projects = useProjects().data ?? []
  const project = useProject(place.project).data
  const go = (to: Place) => navigate(placePath(to, 'zones'))
  const environments = project?.environments ?? []
  return (
    <Group gap={2} wrap="nowrap" miw={0}>
      <Switcher
        label="Project"
        current={project?.name ?? place.project}
        choices={projects.map(({ slug, name, workspace }) => ({ value: slug, name, about: workspace.name }))}
        onChoose={slug => go({ project: slug, environment: 'production' })}
        more={{ label: 'All projects', onClick: () => navigate('/projects') }}
      />
      <Text c="dimmed" aria-hidden="true">
        /
      </Text>
      <Switcher
        label="Environment"
        current={environments.find(({ slug }) => slug === place.environment)?.name ?? place.environment}
        choices={environments.map(({ slug, name }) => ({ value: slug, name }))}
        onChoose={slug => go({ ...place, environment: slug })}
      />
    </Group>
  )
}

interface SwitcherProps {
  label: string
  current: string
  choices: { value: string; name: string; about?: string }[]
  onChoose: (value: string) => void
  more?: { label: string; onClick: () => void }
}

function Switcher({ label, current, choices, onChoose, more }: SwitcherProps) {
  return (
    <Menu position="bottom-start" width={260} shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          size="compact-sm"
          maw={200}
          px={6}
          classNames={{ root: classes.switcher, section: classes.arrow }}
          aria-label={`${label}: ${current}`}
          rightSection={<Icon name="down" size={14} />}
        >
          <Text span inherit truncate>
            {current}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        <Menu.Label>{label}</Menu.Label>
        {choices.map(({ value, name, about }) => (
          <Menu.Item key={value} onClick={() => onChoose(value)}>
            {name}
            {about !== undefined && (
              <Text size="xs" c="dimmed">
                {about}
              </Text>
            )}
          </Menu.Item>
        ))}
        {more !== undefined && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={more.onClick}>{more.label}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
