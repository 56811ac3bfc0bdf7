import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { type SubmittedData, ZoneplaneError } from '../../../src/sdk/index.ts'
import { keys, type Place } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { type Edit, guardedChangesOf } from './edits.ts'

export interface Applying {
  edits: readonly Edit[]
  /** For the history; empty for none. */
  comment: string
  /** Do it though the plan is dangerous. */
  confirm: boolean
}

/** Applies edits as one change set, to sets that are still as they were when the edits began. Tried again with the same changes it's the same request, which is done once. */
export function useApply(place: Place, zoneId: number, onApplied: (keys: readonly string[]) => void) {
  const { queries } = useServices()
  const { changes } = useEnvironment(place).zone(zoneId)
  const request = useRef({ content: '', idempotencyKey: '' })
  return useMutation({
    mutationFn: ({ edits, comment, confirm }: Applying): Promise<SubmittedData> => {
      const wanted = guardedChangesOf(edits)
      const content = JSON.stringify([wanted, comment, confirm])
      if (request.current.content !== content) request.current = { content, idempotencyKey: randomKey() }
      const { idempotencyKey } = request.current
      return changes.submit(wanted, { ...(comment !== '' && { comment }), confirm, idempotencyKey })
    },
    // The plan that was looked at doesn't hold any more: the new one shows who has to decide what.
    onError: error => {
      if (!isChangedSince(error)) return
      request.current = { content: '', idempotencyKey: '' }
      void queries.invalidateQueries({ queryKey: keys.zone(place, zoneId) })
    },
    onSuccess: (done, { edits }) => {
      request.current = { content: '', idempotencyKey: '' }
      const isDone = (index: number) => /^(applied|unchanged)$/.test(done.outcomes[index]?.status ?? '')
      onApplied(edits.filter((_, index) => isDone(index)).map(({ key }) => key))
      void queries.invalidateQueries({ queryKey: keys.zone(place, zoneId) })
    },
  })
}

/** Refused because somebody else has changed one of the sets, and nothing was done. */
export function isChangedSince(error: unknown): boolean {
  return error instanceof ZoneplaneError && error.code === 'changed_since'
}

/** As `crypto.randomUUID`, which browsers keep from pages that came over plain http. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
