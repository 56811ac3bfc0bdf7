import { Alert, Autocomplete, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import type { RecordSet, ZoneData } from '../../../src/sdk/index.ts'
import { proxiableTypes, recordForms, typesOf } from '../../../src/sdk/record-input.ts'
import { draftOf, problemsOf, type RecordDraft, setFromDraft, withType } from './record-draft.ts'
import classes from './records.module.css'
import { readTtl, ttlText } from './ttl-text.ts'
import { ValueFields } from './value-fields.tsx'

export interface RecordFormProps {
  zone: ZoneData
  /** The set to begin with; null for an empty form. */
  initial: RecordSet | null
  /** It is a set that is there, or is to be: its type stays. */
  isExisting: boolean
  onDone: (set: RecordSet) => void
  onCancel: () => void
}

/** A record set, by the form of its type. What is wrong is told as the server would, once it has been typed. */
export function RecordForm({ zone, initial, isExisting, onDone, onCancel }: RecordFormProps) {
  const [draft, setDraft] = useState<RecordDraft>(() => draftOf(initial, zone))
  const [hasTried, setTried] = useState(false)
  const id = useId()
  const change = (part: Partial<RecordDraft>) => setDraft({ ...draft, ...part })
  const problems = problemsOf(draft, zone)
  const errorAt = (path: string) => {
    const isTouched = hasTried || draft.touched.includes(path)
    return isTouched ? problems.find(problem => problem.path === path)?.message : undefined
  }
  const touch = (path: string) => change({ touched: [...draft.touched, path] })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problems.length === 0) onDone(setFromDraft(draft, initial, zone))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onCancel()
  }
  const type = draft.type.trim().toUpperCase()
  const canBeAlias = zone.provider === 'route53' && type !== '' && type !== 'NS'
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} aria-labelledby={id} noValidate>
      <Stack gap="sm">
        <Text id={id} size="sm" fw={600}>
          {isExisting ? `Edit ${draft.name} ${type}` : 'New record set'}
        </Text>
        <Group align="flex-start" gap="sm">
          <TextInput
            className={classes.name}
            label="Name"
            description={`@ is ${zone.domainName} itself`}
            placeholder="www"
            data-autofocus
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={draft.name}
            onChange={event => change({ name: event.currentTarget.value })}
            onBlur={() => touch('name')}
            error={errorAt('name')}
          />
          <Autocomplete
            className={classes.type}
            label="Type"
            description={isExisting ? 'stays' : 'pick or type'}
            readOnly={isExisting}
            data={[...typesOf(zone.provider)]}
            limit={60}
            maxDropdownHeight={260}
            value={draft.type}
            onChange={type => setDraft(withType(draft, type))}
            onBlur={() => touch('type')}
            error={errorAt('type')}
          />
          <TextInput
            className={classes.ttl}
            label="TTL"
            description={describeTtl(draft)}
            disabled={draft.isAlias}
            autoComplete="off"
            value={draft.isAlias ? '' : draft.ttl}
            onChange={event => change({ ttl: event.currentTarget.value })}
            onBlur={() => touch('ttl')}
            error={errorAt('ttl')}
          />
        </Group>
        {recordForms[type] !== undefined && (
          <Text size="xs" c="dimmed">
            {recordForms[type].about}
          </Text>
        )}
        {draft.isAlias ? (
          <TextInput
            label="Target of the alias"
            description="a name in the zone, a load balancer, a CloudFront distribution …"
            autoComplete="off"
            spellCheck={false}
            value={draft.aliasName}
            onChange={event => change({ aliasName: event.currentTarget.value })}
            error={errorAt('aliasTarget.dnsName')}
          />
        ) : (
          <ValueFields
            type={type}
            values={draft.values}
            errorAt={errorAt}
            onTouch={touch}
            onChange={values => change({ values })}
          />
        )}
        {errorAt('values') !== undefined && <Alert color="red">{errorAt('values')}</Alert>}
        <Group gap="lg">
          {canBeAlias && (
            <Checkbox
              label="Alias: answer with the records of another name"
              checked={draft.isAlias}
              onChange={event => change({ isAlias: event.currentTarget.checked })}
            />
          )}
          {draft.isAlias && (
            <Checkbox
              label="Evaluate the health of the target"
              checked={draft.evaluatesHealth}
              onChange={event => change({ evaluatesHealth: event.currentTarget.checked })}
            />
          )}
          {proxiableTypes(zone.provider).includes(type) && (
            <Checkbox
              label="Serve it through Cloudflare's proxies"
              checked={draft.isProxied}
              onChange={event => change({ isProxied: event.currentTarget.checked })}
            />
          )}
        </Group>
        <Group gap="xs">
          <Button size="xs" type="submit">
            {isExisting ? 'Change' : 'Add'}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Text size="xs" c="dimmed" visibleFrom="sm">
            It is gathered with other changes; nothing is applied yet.
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

function describeTtl({ ttl, isAlias }: RecordDraft): string {
  if (isAlias) return "the target's own"
  const seconds = readTtl(ttl)
  return seconds === undefined || ttlText(seconds) === `${seconds} s` ? 'seconds, or 5min, 1h' : ttlText(seconds)
}
