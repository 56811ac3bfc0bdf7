import type { Problem } from '../../../src/sdk/index.ts'

/** What was done, and which record sets weren't touched since somebody else had changed them. */
export function leftAloneText(done: string, leftAlone: readonly Problem[]): string {
  if (leftAlone.length === 0) return done
  return `${done} Left as they are: ${leftAlone.map(({ message }) => message).join('; ')}.`
}
