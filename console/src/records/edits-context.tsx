import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { useServices } from '../session/session-context.tsx'
import type { Edit } from './edits.ts'
import { createEditsStore, type EditsStore } from './edits-store.ts'

const EditsContext = createContext<EditsStore | undefined>(undefined)

/** `owner`: the email of whoever is signed in. Signing out drops all edits. */
export function EditsProvider({ owner, children }: { owner: string; children: ReactNode }) {
  const { session } = useServices()
  const store = useMemo(() => createEditsStore(owner), [owner])
  useEffect(
    () =>
      session.subscribe(() => {
        if (session.get().status === 'signed-out') store.clear()
      }),
    [session, store],
  )
  return <EditsContext value={store}>{children}</EditsContext>
}

/** What is not applied yet in a zone, and how to change that. */
export function useEdits(zoneId: number): {
  edits: readonly Edit[]
  update: (change: (edits: readonly Edit[]) => readonly Edit[]) => void
} {
  const store = useContext(EditsContext)
  if (store === undefined) throw new Error('used outside of EditsProvider')
  const zone = store.of(zoneId)
  const edits = useSyncExternalStore(zone.subscribe, zone.get)
  return { edits, update: change => zone.set(change(zone.get())) }
}
