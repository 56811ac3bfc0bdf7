/**
 * Whether a suite that needs a server or tool can run. Where CI is `true` everything must be there, so a missing one fails;
 * elsewhere the suite is skipped, and the warning says so: `describe.skipIf(!requireServer('knotd', path))`.
 */
export function requireServer(name: string, found: string | undefined): boolean {
  if (found !== undefined) return true
  const message = `${name} was not found on this machine (scripts/install-test-servers.sh installs it)`
  if (process.env.CI === 'true') throw new Error(message)
  console.warn(`SKIPPED: ${message}`)
  return false
}
