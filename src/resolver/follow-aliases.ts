import type { MessageRecord } from '../dns/message.ts'
import type { Name } from '../dns/rrset.ts'
import type { Wanted } from './ask-server.ts'

/** Where the CNAME records of an answer lead. */
export interface Followed {
  /** Where the chain ends: the name asked for, without one. */
  name: Name
  /** The records of the wanted type at that name; none where they are to be asked for elsewhere, or aren't there. */
  records: MessageRecord[]
}

/** A chain that goes in a circle comes to an end here too. */
const longestChain = 16

/** RFC 1034 §3.6.2. */
export function followAliases(answers: readonly MessageRecord[], { name, type }: Wanted): Followed {
  let at = name
  for (let step = 0; step < longestChain; step++) {
    const records = answers.filter(record => record.name === at && record.type === type && record.class === 'IN')
    if (records.length > 0) return { name: at, records }
    const alias = answers.find(record => record.name === at && record.type === 'CNAME' && record.class === 'IN')
    if (alias === undefined) break
    at = alias.rdata
  }
  return { name: at, records: [] }
}
