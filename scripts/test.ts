/**
 * All checks, in the order in which they are quickest to fail: servers the tests need, the console, types, lint, tests.
 * Goes on after a failure so that one run tells everything, and closes with a line that counts.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Tally {
  passed: number
  failed: number
  skipped: number
}

const root = join(import.meta.dirname, '..')
const tallies = [
  command('servers for the tests', 'bash', 'scripts/install-test-servers.sh'),
  command('the console', 'node', 'scripts/build-console.ts'),
  command('types', 'tsc', '--noEmit'),
  command("the console's types", 'tsc', '--noEmit', '-p', 'console'),
  command('lint and format', 'biome', 'ci', '.'),
  tests(process.argv.slice(2)),
]
const total = tallies.reduce((sum, one) => ({
  passed: sum.passed + one.passed,
  failed: sum.failed + one.failed,
  skipped: sum.skipped + one.skipped,
}))
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed > 0 || total.passed < tallies.length ? 1 : 0

function command(title: string, program: string, ...args: string[]): Tally {
  console.log(`\n== ${title}`)
  const ok = run(program, args)
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

function tests(filters: string[]): Tally {
  console.log('\n== tests')
  const folder = mkdtempSync(join(tmpdir(), 'zoneplane-tests-'))
  const report = join(folder, 'report.json')
  const ok = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters])
  try {
    return tallyOf(report, ok)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A run that failed without a failed test (a file that doesn't load, an error outside tests) counts as one failure. */
function tallyOf(report: string, ok: boolean): Tally {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
  const failed = counts.numFailedTests ?? 0
  // A missing server is no skip where CI is set: `requireServer` fails there. What's left doesn't apply, for a reason it names.
  const skipped = (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0)
  return { passed: counts.numPassedTests ?? 0, failed: Math.max(failed, ok ? 0 : 1), skipped }
}

function run(program: string, args: string[]): boolean {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) console.error(`${program}: ${error.message}`)
  return status === 0
}
