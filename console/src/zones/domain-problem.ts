import { domainProblems } from '../../../src/sdk/record-input.ts'

/** What keeps a text from being the name of a zone, as the server would say; undefined where nothing does. */
export function domainProblem(domain: string): string | undefined {
  return domainProblems('domainName', domain)[0]?.message
}
