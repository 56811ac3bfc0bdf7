import { accountExamples } from './accounts.ts'
import type { CallExamples } from './call-example.ts'
import { machineExamples } from './machine.ts'
import { projectExamples } from './projects.ts'
import { resourceExamples } from './resources.ts'
import { zoneExamples } from './zones.ts'

/** An example of every call there is. */
export const callExamples: CallExamples = {
  ...accountExamples,
  ...projectExamples,
  ...zoneExamples,
  ...resourceExamples,
  ...machineExamples,
}
