import type { CallExamples } from './call-example.ts'

const account = { email: 'ada@example.com', password: 'a long password' }

export const accountExamples: CallExamples = {
  'GET /healthz': { id: 'getHealth', sdk: null, cli: null },
  'GET /readyz': { id: 'getReadiness', sdk: null, cli: null },
  'GET /metrics': { id: 'getMetrics', sdk: null, cli: null },
  'POST /api/auth/signup': {
    id: 'signUp',
    body: { ...account, name: 'Ada' },
    sdk: "const { token } = await zoneplane.auth.signUp({ email: 'ada@example.com', password: 'a long password', name: 'Ada' })",
    cli: null,
  },
  'POST /api/auth/login': {
    id: 'logIn',
    body: account,
    sdk: `const { token } = await zoneplane.auth.logIn({ email: 'ada@example.com', password: 'a long password' })
const session = createClient({ url, token })`,
    cli: 'login http://127.0.0.1:8080 --email ada@example.com',
  },
  'POST /api/auth/logout': { id: 'logOut', sdk: 'await zoneplane.auth.logOut()', cli: 'logout' },
  'GET /api/auth/me': { id: 'getMe', sdk: 'const { user, workspaces } = await zoneplane.auth.me()', cli: null },
  'GET /api/users/api-keys': {
    id: 'listApiKeys',
    sdk: 'for await (const { id, name } of zoneplane.apiKeys.list()) console.log(id, name)',
    cli: 'keys list',
  },
  'POST /api/users/api-keys': {
    id: 'createApiKey',
    body: { name: 'CI', expiresAt: '2030-01-31T12:00:00Z' },
    sdk: "const { key } = await zoneplane.apiKeys.create({ name: 'CI', expiresAt: '2030-01-31T12:00:00Z' })",
    cli: 'keys create CI --expires 90d',
  },
  'DELETE /api/users/api-keys/:id': {
    id: 'deleteApiKey',
    sdk: 'await zoneplane.apiKeys.delete(1)',
    cli: 'keys delete 1',
  },
  'GET /api/workspaces': {
    id: 'listWorkspaces',
    sdk: 'const workspaces = await zoneplane.workspaces.list().all()',
    cli: null,
  },
  'GET /api/workspaces/:workspaceSlug/members': {
    id: 'listMembers',
    sdk: 'for await (const { email, role } of workspace.members.list()) console.log(email, role)',
    cli: null,
  },
  'POST /api/workspaces/:workspaceSlug/members': {
    id: 'putMember',
    body: { email: 'grace@example.com', role: 'member' },
    sdk: "await workspace.members.put({ email: 'grace@example.com', role: 'member' })",
    cli: null,
  },
  'DELETE /api/workspaces/:workspaceSlug/members': {
    id: 'removeMember',
    body: { email: 'grace@example.com' },
    sdk: "await workspace.members.remove('grace@example.com')",
    cli: null,
  },
  'GET /api/activities': {
    id: 'listActivities',
    query: { project: 'demo', limit: '20' },
    sdk: "for await (const { action, subject, actor } of zoneplane.activities.list({ project: 'demo' })) console.log(action, subject, actor.name)",
    cli: null,
  },
}
