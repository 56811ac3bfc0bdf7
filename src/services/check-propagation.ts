import type { PropagationAnswer, PropagationData, PropagationQuery } from '../contract/dns-answers.ts'
import { readDns } from '../contract/dns-input.ts'
import { domainText } from '../contract/domain-name.ts'
import { problemsError } from '../contract/errors.ts'
import { ownerName } from '../contract/owner-name.ts'
import { recordType } from '../contract/record-type.ts'
import { isoTime } from '../contract/time.ts'
import type { Name } from '../dns/rrset.ts'
import { errorOfRcode } from '../resolver/query-error.ts'
import type { Zone } from '../store/store.ts'
import { type Answered, askAboutZone } from './ask-about-zone.ts'
import { askNameServers } from './ask-name-servers.ts'
import { agreesWith, answeringNames, type Expected, expectedAnswer, type ZoneName } from './compare-answer.ts'
import type { Deps, Place } from './deps.ts'
import { findZone } from './find-zone.ts'
import { openZone } from './open-provider.ts'
import { callingProvider } from './provider-errors.ts'
import { readSets } from './read-sets.ts'
import { recordSetData } from './record-set-data.ts'

/** Milliseconds that all questions together may take. */
const patience = 10_000

/** Who answers a question with what: all authoritative servers of the zone, and the resolvers, beside what the provider has. */
export async function checkPropagation(
  deps: Deps,
  place: Place,
  { id, query, signal }: { id: string; query: PropagationQuery; signal: AbortSignal },
): Promise<PropagationData> {
  const zone = await findZone(deps, place, id)
  const question = questionOf(query, zone.domain)
  const { name, type } = question
  const wanted = { name, type }
  const time = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  const [expected, { builtin, delegated, delegation }, resolvers] = await Promise.all([
    readExpected(deps, zone, question),
    askNameServers(deps, zone, { wanted, signal: time }),
    askResolvers(deps, zone.domain, { wanted, signal: time }),
  ])
  const compared = [...(builtin ? [builtin] : []), ...delegated, ...resolvers].map(answered => ({
    ...answered.data,
    agrees: agreement(expected, name, answered),
  }))
  return {
    name: domainText(name),
    type,
    expected: expected.sets.map(recordSetData),
    summary: summaryOf(compared),
    delegation,
    servers: compared,
    checkedAt: isoTime(deps.now()),
  }
}

function questionOf({ name = '@', type = 'SOA' }: PropagationQuery, zone: Name): ZoneName {
  const read = readDns('name', () => ownerName(name, zone))
  if (read.value === undefined) throw problemsError(read.problems)
  return { zone, name: read.value, type: recordType(type) ?? type }
}

async function readExpected(deps: Deps, zone: Zone, question: ZoneName): Promise<Expected> {
  return callingProvider(async () => {
    const open = await openZone(deps, zone, { interactive: true })
    return expectedAnswer(await readSets(open, answeringNames(question)), question, open.kind.capabilities)
  })
}

function askResolvers(
  { dns }: Deps,
  zone: Name,
  { wanted, signal }: { wanted: Pick<ZoneName, 'name' | 'type'>; signal: AbortSignal },
): Promise<Answered[]> {
  return Promise.all(
    dns.resolver.servers.map(address => {
      const server = { name: '.', addresses: [address] }
      return askAboutZone(dns, { kind: 'resolver', server }, { zone, wanted, signal })
    }),
  )
}

/** Where a CNAME leads is not the server's affair, so that can fail and the answer agree. */
function agreement(expected: Expected, name: Name, { reply }: Answered): boolean | null {
  if (reply === undefined || errorOfRcode(reply.message.rcode, reply.server) !== undefined) return null
  return agreesWith(expected, name, reply)
}

function summaryOf(answers: readonly PropagationAnswer[]): PropagationData['summary'] {
  const count = (wanted: (answer: PropagationAnswer) => boolean) => answers.filter(wanted).length
  const agree = count(({ agrees }) => agrees === true)
  const differ = count(({ agrees }) => agrees === false)
  const failed = count(({ agrees, error }) => agrees === null && error !== null)
  const serials = answers.filter(({ kind }) => kind !== 'resolver').flatMap(({ serial }) => serial ?? [])
  return {
    state: differ > 0 ? 'differ' : agree === 0 ? 'unknown' : failed > 0 ? 'incomplete' : 'agree',
    agree,
    differ,
    failed,
    notCompared: answers.length - agree - differ - failed,
    serials: [...new Set(serials)].sort((one, other) => one - other),
  }
}
