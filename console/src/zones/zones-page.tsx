import { Button, Stack, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { usePlace } from '../layout/place.ts'
import { useShortcut } from '../layout/use-shortcut.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useZones } from '../queries/zones.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import { CreateZoneDialog } from './create-zone-dialog.tsx'
import { ZonesTable } from './zones-table.tsx'

export function ZonesPage() {
  const place = usePlace()
  const zones = useZones(place)
  const mayWrite = useHasProjectRole(place.project, 'member')
  const [isCreating, setCreating] = useState(false)
  const [search, setSearch] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useShortcut('/', () => field.current?.focus())
  useShortcut('n', () => setCreating(true), mayWrite === true)
  const create = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
      New zone
    </Button>
  )
  return (
    <Page
      title="Zones"
      actions={mayWrite === true ? create : mayWrite === false && <ReadOnlyHint needs="member" what="make zones" />}
    >
      <AsyncView asked={zones}>
        {known =>
          known.length === 0 ? (
            <EmptyState icon="zones" title="No zones yet" action={mayWrite === true && create}>
              A zone is a domain with its records, such as example.com.
            </EmptyState>
          ) : (
            <Stack gap="sm">
              <TextInput
                ref={field}
                type="search"
                aria-label="Search the zones"
                placeholder="Search  ( / )"
                leftSection={<Icon name="search" size={16} />}
                maw={360}
                value={search}
                onChange={event => setSearch(event.currentTarget.value)}
                onKeyDown={event => event.key === 'Escape' && setSearch('')}
              />
              <ZonesTable place={place} zones={known} search={search} />
            </Stack>
          )
        }
      </AsyncView>
      {isCreating && <CreateZoneDialog place={place} onClose={() => setCreating(false)} />}
    </Page>
  )
}
