import { Anchor, Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { placePath } from '../layout/place.ts'
import { keys } from '../queries/keys.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import type { ProjectTabProps } from './settings-page.tsx'

export function EnvironmentsCard({ project, mayManage }: ProjectTabProps & { mayManage: boolean }) {
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2}>Environments</Title>
        {project.environments.map(({ slug, name, createdAt }) => (
          <Group key={slug} justify="space-between">
            <Anchor component={Link} href={placePath({ project: project.slug, environment: slug }, 'zones')} size="sm">
              {name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {slug} · made <TimeAgo time={createdAt} />
            </Text>
          </Group>
        ))}
        {mayManage && <NewEnvironment project={project} />}
      </Stack>
    </Card>
  )
}

function NewEnvironment({ project }: ProjectTabProps) {
  const { client, queries } = useServices()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: () => client.project(project.slug).environments.create(name.trim()),
    onSuccess: async () => {
      setName('')
      await queries.invalidateQueries({ queryKey: keys.project(project.slug) })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="xs">
          <TextInput
            label="New environment"
            placeholder="staging"
            autoComplete="off"
            required
            withAsterisk={false}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={create.isPending}>
            Make it
          </Button>
        </Group>
        {create.error !== null && <ErrorAlert error={create.error} />}
      </Stack>
    </form>
  )
}
