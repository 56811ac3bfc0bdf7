import { Tabs } from '@mantine/core'
import { Suspense } from 'react'
import { useLocation, useParams } from 'wouter'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { placePath, usePlace } from '../layout/place.ts'
import type { Place } from '../queries/keys.ts'
import { useZone } from '../queries/zones.ts'
import { AsyncView, Loading } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { ZoneHead } from './zone-head.tsx'
import { zoneTabs } from './zone-tabs.tsx'

export function ZonePage() {
  const place = usePlace()
  const { zone: id = '', tab = 'records' } = useParams<{ zone: string; tab?: string }>()
  const zone = useZone(place, Number(id))
  if (!/^[1-9]\d*$/.test(id)) return <EmptyState icon="search" title="There is no such zone" />
  return <AsyncView asked={zone}>{data => <ZoneTabs key={data.id} place={place} zone={data} tab={tab} />}</AsyncView>
}

function ZoneTabs({ place, zone, tab }: { place: Place; zone: ZoneData; tab: string }) {
  const [, navigate] = useLocation()
  const go = (name: string | null) =>
    navigate(placePath(place, name === 'records' ? `zones/${zone.id}` : `zones/${zone.id}/${name}`))
  return (
    <Page title={zone.domainName} about={<ZoneHead place={place} zone={zone} />}>
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List aria-label="Zone">
          {zoneTabs.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {zoneTabs.map(({ name, page: TabPage }) => (
          <Tabs.Panel key={name} value={name} pt="md">
            <Suspense fallback={<Loading />}>
              <TabPage place={place} zone={zone} />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
