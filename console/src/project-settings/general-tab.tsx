import { Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { keys } from '../queries/keys.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useServices } from '../session/session-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { EnvironmentsCard } from './environments-card.tsx'
import type { ProjectTabProps } from './settings-page.tsx'

export function GeneralTab({ project }: ProjectTabProps) {
  const mayManage = useHasProjectRole(project.slug, 'admin')
  return (
    <Stack maw={760}>
      {mayManage === false && <ReadOnlyHint needs="admin" what="change projects" />}
      {mayManage === true && <NameCard project={project} />}
      <EnvironmentsCard project={project} mayManage={mayManage === true} />
      {mayManage === true && <DeleteCard project={project} />}
    </Stack>
  )
}

function NameCard({ project }: ProjectTabProps) {
  const { client, queries } = useServices()
  const [name, setName] = useState(project.name)
  const rename = useMutation({
    mutationFn: () => client.project(project.slug).rename(name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.project(project.slug) })
      await queries.invalidateQueries({ queryKey: keys.projects })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate()
  }
  return (
    <Card withBorder>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2}>Name</Title>
          <TextInput
            aria-label="Name of the project"
            description={`Addresses keep “${project.slug}”.`}
            required
            autoComplete="off"
            value={name}
            error={problemOf(rename.error, 'name')}
            onChange={event => setName(event.currentTarget.value)}
          />
          {rename.error !== null && <ErrorAlert error={rename.error} />}
          <Group role="status">
            <Button type="submit" variant="default" loading={rename.isPending} disabled={name.trim() === project.name}>
              Rename
            </Button>
            {rename.isSuccess && <Text size="sm">Renamed.</Text>}
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

function DeleteCard({ project }: ProjectTabProps) {
  const { client, queries } = useServices()
  const [, navigate] = useLocation()
  const [isAsking, setAsking] = useState(false)
  const remove = async () => {
    await client.project(project.slug).delete()
    await queries.invalidateQueries({ queryKey: keys.projects })
    navigate('/projects')
    queries.removeQueries({ queryKey: keys.project(project.slug) })
  }
  return (
    <Card withBorder>
      <Stack gap="sm" align="flex-start">
        <Title order={2}>Delete the project</Title>
        <Text size="sm">
          Only an empty one can be deleted: its zones and other resources go first. This cannot be undone.
        </Text>
        <Button color="red" variant="outline" onClick={() => setAsking(true)}>
          Delete the project
        </Button>
      </Stack>
      {isAsking && (
        <ConfirmDialog
          title={`Delete ${project.name}?`}
          action="Delete the project"
          typed={project.slug}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">It goes with its environments, its machine keys and its domains.</Text>
        </ConfirmDialog>
      )}
    </Card>
  )
}
