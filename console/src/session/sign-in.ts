import type { Services } from './session-context.tsx'

export interface Credentials {
  email: string
  password: string
  /** Whether the session goes on after the browser is closed. */
  stay: boolean
}

/** Rejects with ZoneplaneError. */
export async function signIn({ client, session }: Services, { email, password, stay }: Credentials): Promise<void> {
  const { token, user } = await client.auth.logIn({ email, password })
  session.begin({ token, email: user.email }, stay)
}

/** Makes an account, and signs it in. */
export async function signUp({ client, session }: Services, account: Credentials & { name: string }): Promise<void> {
  const { stay, ...body } = account
  const { token, user } = await client.auth.signUp(body)
  session.begin({ token, email: user.email }, stay)
}

/** Ends the session here, whether or not the server can be told. */
export async function signOut({ client, session, queries }: Services): Promise<void> {
  const told = client.auth.logOut().catch(() => null)
  await Promise.race([told, new Promise(resolve => setTimeout(resolve, 1_500))])
  session.end()
  queries.clear()
}
