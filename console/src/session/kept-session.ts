/** What stays of a session in the browser. */
export interface KeptSession {
  token: string
  email: string
}

const key = 'zoneplane.session'

/** The session of this tab, or the one that was to be kept after the browser is closed. */
export function readSession(): KeptSession | undefined {
  const text = sessionStorage.getItem(key) ?? localStorage.getItem(key)
  if (text === null) return undefined
  try {
    const { token, email } = JSON.parse(text) as Partial<KeptSession>
    return typeof token === 'string' && typeof email === 'string' ? { token, email } : undefined
  } catch {
    return undefined
  }
}

/** `stay`: beyond this tab, until it is signed out. */
export function keepSession(session: KeptSession, stay: boolean): void {
  forgetSession()
  const place = stay ? localStorage : sessionStorage
  place.setItem(key, JSON.stringify(session))
}

export function isKeptBeyondTab(): boolean {
  return localStorage.getItem(key) !== null
}

export function forgetSession(): void {
  sessionStorage.removeItem(key)
  localStorage.removeItem(key)
}
