import { Accordion, Button, Center, Group, Stack, Text } from '@mantine/core'
import { useLocation, useSearch } from 'wouter'
import type { ActivityData, ActivityFilter } from '../../../src/sdk/index.ts'
import { usePlace } from '../layout/place.ts'
import { useActivities } from '../queries/activities.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { actionText } from './action-text.ts'
import { ActivityFilters, type ActivityView } from './activity-filters.tsx'
import { DifferencesView } from './differences-view.tsx'

/** Who did what. The filters stand in the address, so that a look at it can be passed on. */
export function ActivitiesPage() {
  const place = usePlace()
  const [path, navigate] = useLocation()
  const view = viewOf(new URLSearchParams(useSearch()))
  const asked = useActivities(filterOf(view, place.project))
  return (
    <Page title="Activities" about="Everything that was written, by whom, through which key and from where.">
      <ActivityFilters
        place={place}
        view={view}
        onChange={changed => navigate(`${path}?${searchOf(changed)}`, { replace: true })}
      />
      <AsyncView asked={asked}>
        {({ pages }) => {
          const activities = pages.flatMap(page => page.items)
          if (activities.length === 0) return <EmptyState icon="activities" title="Nothing of that kind was done" />
          return (
            <>
              <Accordion variant="contained" keepMounted={false} bg="var(--mantine-color-body)">
                {activities.map(activity => (
                  <OneActivity key={activity.id} activity={activity} />
                ))}
              </Accordion>
              {asked.hasNextPage && (
                <Center>
                  <Button
                    variant="default"
                    loading={asked.isFetchingNextPage}
                    onClick={() => void asked.fetchNextPage()}
                  >
                    Show earlier ones
                  </Button>
                </Center>
              )}
            </>
          )
        }}
      </AsyncView>
    </Page>
  )
}

const through: Record<ActivityData['actor']['kind'], string> = {
  user: '',
  api_key: ' (API key)',
  machine_key: ' (machine key)',
  system: '',
}

function OneActivity({ activity }: { activity: ActivityData }) {
  const { id, action, subject, actor, address, requestId, before, after, createdAt } = activity
  return (
    <Accordion.Item value={String(id)}>
      <Accordion.Control>
        <Group justify="space-between" gap="xs">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <b>
              {actor.name}
              {through[actor.kind]}
            </b>{' '}
            {actionText(action)} <b>{withoutFinalDots(subject)}</b>
          </Text>
          <Text size="xs" c="dimmed">
            <TimeAgo time={createdAt} />
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="xs">
          <Text size="xs" c="dimmed">
            {new Date(createdAt).toLocaleString()} · {action}
            {address !== null && ` · from ${address}`} · request {requestId}
          </Text>
          <DifferencesView before={before} after={after} />
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

/** Names as people write them. */
function withoutFinalDots(subject: string): string {
  return subject.replaceAll(/\.(?=\s|$)/g, '')
}

function viewOf(search: URLSearchParams): ActivityView {
  return {
    where: search.get('where') === 'everywhere' ? 'everywhere' : 'project',
    action: search.get('action') ?? '',
    zone: search.get('zone') ?? '',
  }
}

function searchOf({ where, action, zone }: ActivityView): string {
  const search = new URLSearchParams()
  if (where === 'everywhere') search.set('where', where)
  if (action !== '') search.set('action', action)
  if (zone !== '') search.set('zone', zone)
  return String(search)
}

function filterOf({ where, action, zone }: ActivityView, project: string): ActivityFilter {
  return {
    ...(where === 'project' && { project }),
    ...(action !== '' && { action }),
    ...(/^\d+$/.test(zone) && { resourceId: Number(zone) }),
  }
}
