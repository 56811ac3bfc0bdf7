import { Button, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { usePlace } from '../layout/place.ts'
import { useShortcut } from '../layout/use-shortcut.ts'
import { useHasProjectRole } from '../queries/projects.ts'
import { useZonePages } from '../queries/zones.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icons.tsx'
import { Page } from '../ui/page.tsx'
import { ReadOnlyHint } from '../ui/read-only-hint.tsx'
import type { SortOrder } from '../ui/sort-button.tsx'
import { CreateZoneDialog } from './create-zone-dialog.tsx'
import { ZonesTable } from './zones-table.tsx'

export function ZonesPage() {
  const place = usePlace()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim().replaceAll(/\p{Cc}/gu, ''), 200)
  const [order, setOrder] = useState<SortOrder>('asc')
  const asked = useZonePages(place, search, order)
  const mayWrite = useHasProjectRole(place.project, 'member')
  const [isCreating, setCreating] = useState(false)
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
      <AsyncView asked={asked}>
        {({ pages }) => {
          const zones = pages.flatMap(page => page.items)
          if (zones.length === 0 && search === '' && text === '') {
            return (
              <EmptyState icon="zones" title="No zones yet" action={mayWrite === true && create}>
                A zone is a domain with its records, such as example.com.
              </EmptyState>
            )
          }
          return (
            <Stack gap="sm">
              <TextInput
                ref={field}
                type="search"
                aria-label="Search the zones"
                placeholder="Search  ( / )"
                leftSection={<Icon name="search" size={16} />}
                maw={360}
                value={text}
                onChange={event => setText(event.currentTarget.value)}
                onKeyDown={event => event.key === 'Escape' && setText('')}
              />
              {zones.length === 0 ? (
                <EmptyState icon="search" title={`No zone has “${search}” in its name`} />
              ) : (
                <ZonesTable
                  place={place}
                  zones={zones}
                  total={pages.at(-1)?.total ?? zones.length}
                  order={order}
                  onSort={setOrder}
                  isReading={asked.isFetchingNextPage}
                  onMore={() => void asked.fetchNextPage()}
                />
              )}
            </Stack>
          )
        }}
      </AsyncView>
      {isCreating && <CreateZoneDialog place={place} onClose={() => setCreating(false)} />}
    </Page>
  )
}
