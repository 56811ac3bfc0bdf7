import { Redirect } from 'wouter'
import { useProjects } from '../queries/projects.ts'
import { AsyncView } from '../ui/async-view.tsx'
import { lastPlace, placePath } from './place.ts'

/** Leads to where one was last, or to the first project. */
export function HomePage() {
  const projects = useProjects()
  return (
    <AsyncView asked={projects}>
      {known => {
        const last = lastPlace()
        const project = known.find(({ slug }) => slug === last?.project) ?? known[0]
        if (project === undefined) return <Redirect to="/projects" replace />
        const environment = project.slug === last?.project ? last.environment : 'production'
        return <Redirect to={placePath({ project: project.slug, environment }, 'zones')} replace />
      }}
    </AsyncView>
  )
}
