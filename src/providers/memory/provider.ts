import type { Name, RRset } from '../../dns/rrset.ts'
import type { Change, Failure, Outcome } from '../../plan/types.ts'
import { type Call, type Capabilities, type Provider, ProviderError, type RemoteZone } from '../provider.ts'
import { applyBatch } from './apply-batch.ts'
import type { Fate } from './faults.ts'
import { createRequests, type Requests, stopIfAborted } from './requests.ts'
import { type MemoryService, type MemoryZone, nameServersOf, visible, write } from './service.ts'

export interface MemoryAccount {
  service: MemoryService
  account: string
  capabilities: Capabilities
  /** How many sets a read gives in one request. */
  pageSize: number
}

/** One account's zones. */
export function createMemoryProvider({ service, account, capabilities, pageSize }: MemoryAccount): Provider {
  const requests = createRequests(service, account)
  const { clock } = service

  function need({ hostedZoneId, name }: RemoteZone): MemoryZone {
    const zone = service.zones.get(hostedZoneId)
    if (zone?.account === account) return zone
    throw new ProviderError({ code: 'not_found', message: `no zone ${name}`, details: { code: 'NoSuchHostedZone' } })
  }

  function own(): MemoryZone[] {
    return [...service.zones.values()].filter(zone => zone.account === account)
  }

  /** Once it has come in, the service goes on with it whether or not anybody waits for the answer. */
  async function perform(zone: MemoryZone, batch: readonly Change[], fate: Fate): Promise<Outcome[]> {
    const { batch: limits, precondition } = capabilities
    const { faults } = service
    if (fate.end === 'lost') zone.busyUntil = 0
    else {
      const rules = { zone: zone.name, atomic: limits.atomic, precondition, faults, cut: fate.cut }
      const done = applyBatch(zone.sets, batch, rules)
      if (done.outcomes.some(({ status }) => status === 'applied')) {
        write(zone, done.sets)
        const { milliseconds = 0 } = faults.staleReads ?? {}
        zone.stale = { until: clock.now() + milliseconds, lag: fate.lag }
      }
      zone.busyUntil = clock.now() + fate.latency / 2 + (faults.underWay ?? 0)
      await requests.answer(fate)
      if (fate.end === 'answered') return done.outcomes
    }
    return loseSight(batch)
  }

  return {
    async *zones(call) {
      await requests.answer(await requests.send({ kind: 'zones' }, call))
      yield* own()
        .map(remoteOf)
        .filter(({ name }) => call?.name === undefined || name === call.name)
    },

    async *rrsets(remote, call) {
      const { at } = call ?? {}
      const zone = need(remote)
      const sets = await read(requests, zone, { at, pageSize, now: () => clock.now() }, call)
      yield* structuredClone(sets)
    },

    async apply(remote, batch, call) {
      const zone = need(remote)
      stopIfAborted(call)
      if (batch.length === 0) return { outcomes: [] }
      refuseOversize(batch, capabilities)
      const sent = requests.send({ kind: 'write', zone, changes: batch.length }, call)
      const performed = sent.then(fate => perform(zone, batch, fate))
      const outcomes = await untilAborted(performed, call, () => loseSight(batch))
      return { outcomes, receipt: `C${service.requests.length}` }
    },

    zoneAdmin: {
      async create(name, { reference }, call) {
        await requests.answer(await requests.send({ kind: 'admin' }, call))
        const again = own().find(zone => zone.reference === reference)
        if (again?.name === name) return remoteOf(again)
        if (again !== undefined || own().some(zone => zone.name === name)) {
          throw new ProviderError({ code: 'conflict', message: `${name} or its reference is taken` })
        }
        return remoteOf(service.addZone({ account, name, reference }))
      },
      async delete({ hostedZoneId }, call) {
        await requests.answer(await requests.send({ kind: 'admin' }, call))
        if (service.zones.get(hostedZoneId)?.account === account) service.zones.delete(hostedZoneId)
      },
    },
  }
}

function remoteOf({ id, name }: MemoryZone): RemoteZone {
  return { hostedZoneId: id, name, nameServers: nameServersOf() }
}

/** Page by page; where fewer names than pages are asked for, name by name. All of one state. */
async function read(
  requests: Requests,
  zone: MemoryZone,
  { at, pageSize, now }: { at: readonly Name[] | undefined; pageSize: number; now(): number },
  call: Call | undefined,
): Promise<RRset[]> {
  const names = at && new Set(at)
  const pages = Math.max(1, Math.min(Math.ceil(zone.sets.size / pageSize), names?.size ?? Infinity))
  let state = zone.sets
  for (let page = 0; page < pages; page++) {
    if (page > 0) await call?.furtherRequest?.()
    const fate = await requests.send({ kind: 'read', zone }, call)
    if (page === 0) state = visible(zone, now())
    await requests.answer(fate)
    stopIfAborted(call)
  }
  return [...state.values()].filter(set => names === undefined || names.has(set.name))
}

/** A batch that is over the limits is a mistake of the caller's, and the service takes none of it. */
function refuseOversize(batch: readonly Change[], { batch: { maxChanges, limits, weigh } }: Capabilities): void {
  const sums = new Map<string, number>([['changes', batch.length]])
  for (const change of batch) {
    for (const [counter, amount] of Object.entries(weigh(change))) sums.set(counter, (sums.get(counter) ?? 0) + amount)
  }
  for (const [counter, limit] of Object.entries({ ...limits, changes: maxChanges })) {
    if ((sums.get(counter) ?? 0) > limit) {
      const message = `Number of ${counter} limit of ${limit} exceeded`
      throw new ProviderError({ code: 'rejected', message, details: { code: 'InvalidChangeBatch', message } })
    }
  }
}

function loseSight(batch: readonly Change[]): Outcome[] {
  const failure: Failure = { code: 'unavailable', message: 'the connection was cut before the answer' }
  return batch.map(change => ({ status: 'unknown', change, failure }))
}

/** What came in goes on, but whoever has given up doesn't wait for it. */
async function untilAborted<T>(work: Promise<T>, call: Call | undefined, given: () => T): Promise<T> {
  const signal = call?.signal
  if (signal === undefined) return work
  const { promise, resolve } = Promise.withResolvers<T>()
  const giveUp = () => resolve(given())
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
