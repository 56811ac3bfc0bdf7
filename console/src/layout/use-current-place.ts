import { useEffect } from 'react'
import { matchRoute, useLocation, useRouter } from 'wouter'
import type { Place } from '../queries/keys.ts'
import { useProject, useProjects } from '../queries/projects.ts'
import { lastPlace, rememberPlace } from './place.ts'

export interface CurrentPlace {
  /** Of the page, or else where one was before; undefined where there is no project yet. */
  place: Place | undefined
  /** The slug of the workspace of the page or the project. */
  workspace: string | undefined
}

export function useCurrentPlace(): CurrentPlace {
  const { parser } = useRouter()
  const [path] = useLocation()
  const [, inPlace] = matchRoute(parser, '/projects/:project/:environment/*', path)
  const [, inProject] = matchRoute(parser, '/projects/:project/settings/*?', path)
  const [, inWorkspace] = matchRoute(parser, '/workspaces/:workspace/*', path)
  const known = useProjects().data
  const last = lastPlace()
  const isKnown = (slug: string | undefined) => known === undefined || known.some(project => project.slug === slug)
  const named = inProject ?? inPlace
  const project =
    named?.project ?? (last !== undefined && isKnown(last.project) ? last.project : undefined) ?? known?.[0]?.slug
  const environment =
    inProject === null && inPlace !== null
      ? inPlace.environment
      : last?.project === project
        ? last?.environment
        : 'production'
  const place = project === undefined || environment === undefined ? undefined : { project, environment }
  useEffect(() => {
    if (inProject === null && inPlace?.project !== undefined && inPlace.environment !== undefined) {
      rememberPlace({ project: inPlace.project, environment: inPlace.environment })
    }
  }, [inProject, inPlace?.project, inPlace?.environment])
  const projectsWorkspace = useProject(project).data?.workspace.slug
  return { place, workspace: inWorkspace?.workspace ?? projectsWorkspace }
}
