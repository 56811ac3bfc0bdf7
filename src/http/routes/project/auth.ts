import Type from 'typebox'
import { LogInBody, MeData, passwordProblems, SessionData, SignUpBody } from '../../../contract/accounts.ts'
import { errorReplies, Reply } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import { logIn } from '../../../services/log-in.ts'
import { logOut } from '../../../services/log-out.ts'
import { signUp } from '../../../services/sign-up.ts'
import { whoAmI } from '../../../services/workspaces.ts'
import type { RequestInput } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const tags = ['accounts']
const check = ({ body }: RequestInput) => passwordProblems(body)

export function authRoutes(app: TypedApp, deps: Deps): void {
  app.post(
    '/api/auth/signup',
    {
      config: { access: { scope: 'public' }, check },
      schema: {
        summary: 'Make an account',
        description:
          'Also makes a workspace that the account owns, and begins a session of seven days. ' +
          'At most 100 in an hour from one network, and 10 for one email address.',
        tags,
        body: SignUpBody,
        response: { 201: Reply(SessionData), ...errorReplies },
      },
    },
    async (request, reply) => {
      const data = await signUp(deps, request.caller, request.body)
      return reply.code(201).send({ message: 'Account created.', data })
    },
  )

  app.post(
    '/api/auth/login',
    {
      config: { access: { scope: 'public' }, check },
      schema: {
        summary: 'Sign in',
        description:
          'Begins a session of seven days. Failed attempts are limited to 10 in 15 minutes for one account from one network, ' +
          '100 in 15 minutes from one network, and 100 in an hour for one account from networks it is not used from.',
        tags,
        body: LogInBody,
        response: { 200: Reply(SessionData), ...errorReplies },
      },
    },
    async request => ({ message: 'Signed in.', data: await logIn(deps, request.caller, request.body) }),
  )

  app.post(
    '/api/auth/logout',
    {
      config: { access: { scope: 'self', action: 'session.end' } },
      schema: {
        summary: 'Sign out',
        description: 'Ends the session of the token that the request carries.',
        tags,
        response: { 200: Reply(Type.Null()), ...errorReplies },
      },
    },
    async request => {
      await logOut(deps, request.caller)
      return { message: 'Signed out.', data: null }
    },
  )

  app.get(
    '/api/auth/me',
    {
      config: { access: { scope: 'self', action: 'account.read' } },
      schema: { summary: 'Who am I?', tags, response: { 200: Reply(MeData), ...errorReplies } },
    },
    async request => ({ message: 'Account found.', data: await whoAmI(deps, request.caller) }),
  )
}
