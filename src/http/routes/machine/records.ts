import {
  AddMachineRecordBody,
  MachineDomainQuery,
  MachineRecords,
  PutMachineRecordsBody,
  RemoveMachineRecordBody,
} from '../../../contract/machine-records.ts'
import { machineRequestProblems } from '../../../contract/machine-value.ts'
import { machineRoot } from '../../../contract/paths.ts'
import { machineErrorReplies } from '../../../contract/schema.ts'
import type { Deps } from '../../../services/deps.ts'
import {
  addMachineRecord,
  listMachineRecords,
  putMachineRecords,
  removeMachineRecord,
} from '../../../services/machine-records.ts'
import type { TypedApp } from '../../typed-app.ts'

const path = `${machineRoot}/domain-manager/dns-records`
const tags = ['machine: records']
const response = { 200: MachineRecords, ...machineErrorReplies }
const access = { scope: 'machine' } as const

export function machineRecordRoutes(app: TypedApp, deps: Deps): void {
  app.get(
    path,
    {
      config: { access, check: ({ query }) => machineRequestProblems(query) },
      schema: { summary: 'List the records of a domain', tags, querystring: MachineDomainQuery, response },
    },
    request => listMachineRecords(deps, request.caller, request.query.domain),
  )

  app.post(
    path,
    {
      config: { access, check: ({ body }) => machineRequestProblems(body) },
      schema: {
        summary: 'Add a record',
        description:
          'Adds one value to the set of its name and type. The same value again refreshes `ttl` and `mxPref`. Answers with all ' +
          'records of the domain.',
        tags,
        body: AddMachineRecordBody,
        response,
      },
    },
    request => addMachineRecord(deps, request.caller, request.body),
  )

  app.put(
    path,
    {
      config: { access, check: ({ body }) => machineRequestProblems(body) },
      schema: {
        summary: 'Replace a record set',
        description:
          'The whole set of that name and type becomes the values given. Answers with all records of the domain.',
        tags,
        body: PutMachineRecordsBody,
        response,
      },
    },
    request => putMachineRecords(deps, request.caller, request.body),
  )

  app.delete(
    path,
    {
      config: { access, check: ({ body }) => machineRequestProblems(body) },
      schema: {
        summary: 'Remove a record',
        description:
          'Takes one value out of its set. An MX record without `mxPref` goes whatever its preference is. Answers with all ' +
          'records of the domain.',
        tags,
        body: RemoveMachineRecordBody,
        response,
      },
    },
    request => removeMachineRecord(deps, request.caller, request.body),
  )
}
