import { errorReplies, Reply } from '../../../contract/schema.ts'
import { CatalogZoneBody, CatalogZoneData } from '../../../contract/secondaries.ts'
import { catalogZoneProblems } from '../../../contract/secondary-input.ts'
import { getCatalogZone, setCatalogZone } from '../../../services/catalog-zone.ts'
import type { Deps } from '../../../services/deps.ts'
import { workspacePlaceOf } from '../../route.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = '/api/workspaces/:workspaceSlug/catalog-zone'
const tags = ['secondaries']
const response = { 200: Reply(CatalogZoneData), ...errorReplies }

export function catalogZoneRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access: { scope: 'workspace', action: 'secondary.read' } },
      schema: { summary: 'Get the catalog zone', tags, response },
    },
    async request => {
      const data = await getCatalogZone(deps, workspacePlaceOf(request))
      return { message: data.domain === null ? 'There is no catalog zone.' : 'Catalog zone found.', data }
    },
  )

  app.put(
    path,
    {
      config: {
        access: { scope: 'workspace', action: 'secondary.manage' },
        check: ({ body }) => catalogZoneProblems(body),
      },
      schema: {
        summary: 'Set the catalog zone',
        description:
          'Secondaries that know catalog zones (RFC 9432) transfer it, and pick up and drop zones by themselves as they are made ' +
          'and deleted. In it is every zone that all secondaries of the workspace follow. Nobody else is answered about it.',
        tags,
        body: CatalogZoneBody,
        response,
      },
    },
    async request => {
      const data = await setCatalogZone(deps, request.caller, workspacePlaceOf(request), request.body)
      return { message: data.domain === null ? 'There is no catalog zone any more.' : 'Catalog zone set.', data }
    },
  )
}
