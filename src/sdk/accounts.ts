import type {
  ApiKeyBody,
  ApiKeyData,
  LogInBody,
  MeData,
  NewApiKeyData,
  SessionData,
  SignUpBody,
} from '../contract/accounts.ts'
import type { ActivityData } from '../contract/activities.ts'
import type { List } from './list.ts'
import type { CallOptions, Transport } from './transport.ts'

/** Signing up and in need no credentials; what they answer holds the `token` for a client of one's own. */
export function auth(transport: Transport) {
  return {
    signUp: (account: SignUpBody, options: CallOptions = {}): Promise<SessionData> =>
      transport.data('POST /api/auth/signup', { ...options, body: account }),
    logIn: (account: LogInBody, options: CallOptions = {}): Promise<SessionData> =>
      transport.data('POST /api/auth/login', { ...options, body: account }),
    /** Ends the session of the client's token. */
    logOut: (options: CallOptions = {}): Promise<null> => transport.data('POST /api/auth/logout', options),
    me: (options: CallOptions = {}): Promise<MeData> => transport.data('GET /api/auth/me', options),
  }
}

/** The caller's own `sk_` keys. All of these need a session. */
export function apiKeys(transport: Transport) {
  return {
    list: (options: CallOptions = {}): List<ApiKeyData> => transport.list('GET /api/users/api-keys', options),
    /** The reply is the only one that has the `key`. */
    create: (key: ApiKeyBody, options: CallOptions = {}): Promise<NewApiKeyData> =>
      transport.data('POST /api/users/api-keys', { ...options, body: key }),
    delete: (id: number, options: CallOptions = {}): Promise<ApiKeyData> =>
      transport.data('DELETE /api/users/api-keys/:id', { ...options, params: { id } }),
  }
}

export interface ActivityFilter {
  /** A project's slug. */
  project?: string
  resourceId?: number
  /** Such as `zone.create`. */
  action?: string
  /** Of a page: 50 unless told, 200 at most. */
  limit?: number
}

/** Who did what, in all workspaces of the caller, newest first. */
export function activities(transport: Transport) {
  return {
    list: (filter: ActivityFilter = {}, options: CallOptions = {}): List<ActivityData> =>
      transport.list('GET /api/activities', { ...options, query: { ...filter } }),
  }
}
