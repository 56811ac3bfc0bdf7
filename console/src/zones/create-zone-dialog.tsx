import { Button, Collapse, Group, Modal, NativeSelect, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import type { CreateZoneBody } from '../../../src/sdk/index.ts'
import { placePath } from '../layout/place.ts'
import { keys, type Place } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { problemOf } from '../ui/problem-of.ts'
import { domainProblem } from './domain-problem.ts'
import { useProviderChoices } from './provider-choices.ts'

type Provider = NonNullable<CreateZoneBody['provider']>

export function CreateZoneDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  const { queries } = useServices()
  const environment = useEnvironment(place)
  const [, navigate] = useLocation()
  const [form, setForm] = useState({ domainName: '', name: '', provider: 'native', hostedZoneId: '', token: '' })
  const [hasLeft, setLeft] = useState(false)
  const choices = useProviderChoices(place)
  const create = useMutation({
    mutationFn: (body: CreateZoneBody) => environment.zones.create(body),
    onSuccess: async zone => {
      await queries.invalidateQueries({ queryKey: keys.zones(place) })
      navigate(placePath(place, `zones/${zone.id}`))
    },
  })
  const field = (key: keyof typeof form) => ({
    value: form[key],
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [key]: event.currentTarget.value }),
    error: problemOf(create.error, key),
  })
  const domain = form.domainName.trim()
  const wrong = hasLeft && domain !== '' ? domainProblem(domain) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setLeft(true)
    if (domainProblem(domain) !== undefined) return
    create.mutate(bodyOf(form))
  }
  const isCloud = form.provider !== 'native' && form.provider !== 'builtin'
  return (
    <Modal opened onClose={onClose} title="New zone">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Domain"
            description="In any case; international names as they are written"
            placeholder="example.com"
            required
            withAsterisk={false}
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            onBlur={() => setLeft(true)}
            {...field('domainName')}
            error={wrong ?? problemOf(create.error, 'domainName')}
          />
          <NativeSelect label="Provider" data={choices} {...field('provider')} />
          <Collapse expanded={isCloud}>
            <TextInput
              label="Hosted zone id"
              description="Takes up a zone that the account has already, with all its records. Left empty, it is found or made."
              autoComplete="off"
              {...field('hostedZoneId')}
            />
          </Collapse>
          <Collapse expanded={form.provider === 'cloudflare'}>
            <PasswordInput
              label="API token for this zone alone"
              description="Left empty, the project's connection is used."
              autoComplete="off"
              {...field('token')}
              error={problemOf(create.error, 'cloudflareApiToken')}
            />
          </Collapse>
          <TextInput label="Name" description="As it is to be called here; the domain unless told" {...field('name')} />
          {create.error !== null && <ErrorAlert error={create.error} />}
          <Group justify="space-between">
            <Text size="xs" c="dimmed" flex={1}>
              Name servers to delegate to are shown next.
            </Text>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the zone
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

interface ZoneForm {
  domainName: string
  name: string
  provider: string
  hostedZoneId: string
  token: string
}

function bodyOf(form: ZoneForm): CreateZoneBody {
  const domainName = form.domainName.trim()
  const hostedZoneId = form.hostedZoneId.trim()
  const token = form.token.trim()
  return {
    domainName,
    name: form.name.trim() === '' ? domainName : form.name.trim(),
    provider: form.provider as Provider,
    ...(hostedZoneId !== '' && { hostedZoneId }),
    ...(token !== '' && form.provider === 'cloudflare' && { cloudflareApiToken: token }),
  }
}
