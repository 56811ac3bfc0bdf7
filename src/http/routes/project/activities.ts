import { ActivityListReply, ActivityQuery } from '../../../contract/activities.ts'
import { errorReplies } from '../../../contract/schema.ts'
import { listActivities } from '../../../services/activities.ts'
import type { Deps } from '../../../services/deps.ts'
import type { TypedApp } from '../../typed-app.ts'

export function activityRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    '/api/activities',
    {
      config: { access: { scope: 'self', action: 'activity.list' } },
      schema: {
        summary: 'List what was done',
        description: 'In all workspaces that you are a member of, newest first.',
        tags: ['activities'],
        querystring: ActivityQuery,
        response: { 200: ActivityListReply, ...errorReplies },
      },
    },
    async request => {
      const { activities, nextCursor } = await listActivities(deps, request.caller, request.query)
      return { message: 'Activities found.', count: activities.length, data: activities, nextCursor }
    },
  )
}
