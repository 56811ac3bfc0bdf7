import { Center, Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorAlert } from './error-alert.tsx'

/** The part of a query's result that tells what to show. */
interface Asked<Data> {
  data: Data | undefined
  error: unknown
  refetch: () => unknown
}

/** What was asked for, once it is there. What has been there once stays while it's asked for again, even in vain. */
export function AsyncView<Data>({ asked, children }: { asked: Asked<Data>; children: (data: Data) => ReactNode }) {
  if (asked.data !== undefined) return children(asked.data)
  if (asked.error !== null) return <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />
  return <Loading />
}

export function Loading() {
  return (
    <Center py="xl" role="status" aria-label="Loading">
      <Loader size="sm" />
    </Center>
  )
}
