import { forgetSession, isKeptBeyondTab, type KeptSession, keepSession, readSession } from './kept-session.ts'
import { createObservable, type Observable } from './observable.ts'

export type SessionState =
  | { status: 'signed-out' }
  | { status: 'signed-in'; token: string; email: string }
  /** The server no longer takes the token. What is on the page stays, and whose it was. */
  | { status: 'expired'; token: string; email: string }

export interface Session extends Observable<SessionState> {
  begin(session: KeptSession, stay: boolean): void
  /** The server has refused this token. One that has been replaced meanwhile changes nothing. */
  expire(token: string): void
  /** Whether the session goes on after the browser is closed. */
  isKept(): boolean
  end(): void
}

export function createSession(): Session {
  const kept = readSession()
  const state = createObservable<SessionState>(
    kept === undefined ? { status: 'signed-out' } : { status: 'signed-in', ...kept },
  )
  return {
    get: state.get,
    subscribe: state.subscribe,
    begin: (session, stay) => {
      keepSession(session, stay)
      state.set({ status: 'signed-in', ...session })
    },
    expire: token => {
      const now = state.get()
      if (now.status === 'signed-in' && now.token === token) state.set({ ...now, status: 'expired' })
    },
    isKept: isKeptBeyondTab,
    end: () => {
      forgetSession()
      state.set({ status: 'signed-out' })
    },
  }
}
