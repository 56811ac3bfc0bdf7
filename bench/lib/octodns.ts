import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workbench } from './processes.ts'

/** octoDNS in a virtual environment of its own. */
export interface OctoDns {
  /** Brings a zone to what its YAML says, as a whole process. Throws where that fails. */
  sync(domain: string, yaml: string, env?: Record<string, string>): Promise<void>
  /** Says what that would change, in its own words. */
  plan(domain: string, yaml: string): Promise<string>
}

/**
 * Installs octoDNS with a provider from PyPI. `target`: what its configuration says of the provider. Undefined where that can't be
 * done, which is said.
 */
export function installOctoDns(bench: Workbench, packages: string[], target: string): OctoDns | undefined {
  const root = bench.folder('octodns')
  const bin = join(root, 'python/bin')
  try {
    execFileSync('python3', ['-m', 'venv', join(root, 'python')], { stdio: 'ignore' })
    const options = { cwd: root, stdio: 'ignore', timeout: 300_000 } as const
    execFileSync(join(bin, 'pip'), ['install', '--quiet', 'octodns==1.22.0', ...packages], options)
  } catch {
    console.error('\n!!! octoDNS could not be installed from PyPI: Zoneplane is measured ALONE, against nothing !!!\n')
    return undefined
  }
  const placeOf = (domain: string) => ({ bin, folder: join(root, domain), target })
  return {
    sync: async (domain, yaml, env = {}) => {
      await run(bench, placeOf(domain), yaml, ['--doit', '--force'], env)
    },
    plan: (domain, yaml) => run(bench, placeOf(domain), yaml, [], {}),
  }
}

async function run(
  bench: Workbench,
  { bin, folder, target }: { bin: string; folder: string; target: string },
  yaml: string,
  flags: string[],
  env: Record<string, string>,
): Promise<string> {
  const domain = folder.slice(folder.lastIndexOf('/') + 1)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${domain}.yaml`), `---\n${yaml}`)
  const config = join(folder, 'config.yaml')
  writeFileSync(
    config,
    `providers:
  wanted: {class: octodns.provider.yaml.YamlProvider, directory: ${folder}, default_ttl: 300, enforce_order: false}
  service: ${target}
zones:
  ${domain}.: {sources: [wanted], targets: [service]}
`,
  )
  const child = bench.start(join(bin, 'octodns-sync'), ['--config-file', config, ...flags], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', text => {
      output = `${output}${text}`.slice(-2000)
    })
  }
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`octoDNS ended with ${code}: ${output}`)
  return output
}
