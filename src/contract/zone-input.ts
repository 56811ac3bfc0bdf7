import type { Problem } from '../dns/problem.ts'
import { domainProblems } from './domain-name.ts'

/** What the schema of a new zone can't say. Fields of the wrong JSON type are left to the schema. */
export function createZoneProblems(body: unknown): Problem[] {
  if (typeof body !== 'object' || body === null) return []
  const { domainName, provider = 'native', positionX, positionY, cloudflareApiToken } = body as Record<string, unknown>
  const problems = typeof domainName === 'string' ? [...domainProblems('domainName', domainName)] : []
  if ((positionX === undefined) !== (positionY === undefined)) {
    const path = positionX === undefined ? 'positionX' : 'positionY'
    problems.push({ path, code: 'required', message: 'positionX and positionY are given together' })
  }
  if (cloudflareApiToken !== undefined && provider !== 'native' && provider !== 'cloudflare') {
    const message = 'goes with the providers native and cloudflare only'
    problems.push({ path: 'cloudflareApiToken', code: 'not_allowed', message })
  }
  return problems
}
