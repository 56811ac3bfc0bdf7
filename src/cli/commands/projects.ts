import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { action, type Session } from '../session.ts'
import { table } from '../table.ts'

export function projectsCommand(program: Command, cli: Cli): void {
  const projects = program.command('projects').description('projects, which zones and keys belong to: list, create')

  projects.command('list').description('those that you may see').action(action(cli, list))

  projects
    .command('create')
    .description('make a project, with the environment production')
    .argument('<name>', 'for people; its slug is made from it')
    .option('--workspace <slug>', 'the first one where you may unless told')
    .action(action(cli, create))
}

async function list(session: Session): Promise<void> {
  const projects = await session.client.projects.list().all()
  session.show(projects, () => {
    if (projects.length === 0) return ['There is no project yet. Make one with: zoneplane projects create NAME']
    const rows = projects.map(({ slug, name, workspace }) => [slug, name, workspace.slug])
    return table(['PROJECT', 'NAME', 'WORKSPACE'], rows)
  })
}

async function create(session: Session, name: string, { workspace }: { workspace?: string }): Promise<void> {
  const body = { name, ...(workspace !== undefined && { workspaceSlug: workspace }) }
  const made = await session.client.projects.create(body)
  const environments = made.environments.map(({ slug }) => slug).join(', ')
  session.show(made, () => [`${session.paint('green', 'created')} ${made.slug}, with ${environments}`])
}
