import type { Name } from '../dns/rrset.ts'
import { serialOf } from '../plan/serial.ts'
import type { DnsClient } from '../resolver/dns-client.ts'
import { createGate, type Gate } from '../resolver/gate.ts'
import type { Log } from './deps.ts'
import { askSerial, sendNotify } from './notify-secondary.ts'
import type { KnownSecondary } from './secondary-directory.ts'
import type { SecondaryNewsKeeper } from './secondary-news.ts'

/** Sees to it that secondaries learn of the newest serial of a zone, and finds out when they have it. */
export interface SecondaryNotifier {
  /** Begins, or goes on, telling a secondary. Of several serials it's told the newest. `again`: at once, and what it was told before. */
  announce(secondary: KnownSecondary, zone: AnnouncedZone, again?: boolean): void
  /** It has just been given the zone with this serial, so it's worth asking. */
  hasTransferred(secondary: KnownSecondary, zone: { domain: Name; serial: number; isCatalog: boolean }): void
  close(): void
}

export interface AnnouncedZone {
  domain: Name
  /** Its rdata, with the serial. */
  soa: string
  /** Whoever transfers a catalog has it; nobody answers questions about it. */
  isCatalog: boolean
}

/** Messages under way at once to one secondary, so that one that doesn't answer holds nobody else up, and to all. */
const mostToOne = 32
const mostToAll = 512
/** Milliseconds between two NOTIFY messages that aren't answered; RFC 1996 §3.6 takes 60 s, which is long for who waits. */
const retryDelays = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]
/** Milliseconds between two looks whether it has the serial. A transfer that was seen begins them anew. */
const lookDelays = [20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_000, 10_000, 10_000]
/** Added to how long a job lasts for sure, before another instance may take it for left. */
const leeway = 30_000

interface Job {
  secondary: KnownSecondary
  /** Without an SOA it isn't told, but only asked. */
  zone: { domain: Name; serial: number; isCatalog: boolean; soa?: string }
  /** One that doesn't answer isn't told sooner because there's more to tell. */
  isHeard: boolean
  hasTransferred: boolean
  /** Somebody wants it told at once. */
  again: boolean
  /** Ends the pause there is. */
  wake(): void
}

export function createSecondaryNotifier(parts: {
  client: DnsClient
  news: SecondaryNewsKeeper
  now(): number
  log: Log
}): SecondaryNotifier {
  const { client, news, now, log } = parts
  const jobs = new Map<string, Job>()
  const gates = new Map<number, Gate>()
  const everybody = createGate(mostToAll)
  const ending = new AbortController()
  const { signal } = ending

  function inTurn<T>({ id }: KnownSecondary, work: () => Promise<T>): Promise<T> {
    const gate = gates.get(id) ?? createGate(mostToOne)
    gates.set(id, gate)
    return gate(() => everybody(work))
  }

  function note({ secondary, zone }: Job, fields: Partial<Parameters<SecondaryNewsKeeper['note']>[0]>): void {
    news.note({ secondaryId: secondary.id, domain: zone.domain, ...fields })
  }

  function pause(job: Job, milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds).unref()
      signal.addEventListener('abort', end)
      job.wake = end
    })
  }

  /** Gives the serial that it knows of; undefined where it's given up. */
  async function tell(job: Job): Promise<number | undefined> {
    job.isHeard = false
    let tries = 0
    let told: number | undefined
    for (const delay of retryDelays) {
      note(job, { busyUntil: now() + delay + leeway })
      const { secondary, zone } = job
      const { domain, serial, soa } = zone
      if (soa === undefined) return serial
      tries = told === serial ? tries + 1 : 1
      told = serial
      job.again = false
      const reason = await inTurn(secondary, () => sendNotify({ client, signal }, secondary, { domain, soa }))
      const status = reason === undefined ? 'answered' : 'failed'
      note(job, { notified: { at: now(), serial, status, tries, reason: reason ?? null } })
      if (reason === undefined) return serial
      await pause(job, delay)
      if (signal.aborted) break
    }
    return undefined
  }

  /** Until it has what it was told of, or there's something newer to tell, or time is up. */
  async function watch(job: Job, told: number): Promise<void> {
    let look = 0
    while (look < lookDelays.length && job.zone.serial === told && !job.again) {
      await pause(job, lookDelays[look]!)
      if (signal.aborted || job.again) return
      if (job.zone.isCatalog && !job.hasTransferred) look++
      else if (await hasSerial(job, told)) return
      else look = job.hasTransferred ? 0 : look + 1
      job.hasTransferred = false
    }
  }

  async function hasSerial(job: Job, wanted: number): Promise<boolean> {
    const { secondary, zone } = job
    if (zone.isCatalog) return true
    const answer = await inTurn(secondary, () => askSerial({ client, signal }, secondary, zone.domain))
    const isSerial = typeof answer === 'number'
    note(job, { seen: { at: now(), serial: isSerial ? answer : null, reason: isSerial ? null : answer } })
    return isSerial && !isBefore(answer, wanted)
  }

  async function run(key: string, job: Job): Promise<void> {
    try {
      while (!signal.aborted) {
        const told = await tell(job)
        if (told === undefined) break
        job.isHeard = true
        await watch(job, told)
        if (job.zone.serial === told && !job.again) break
      }
    } catch (error) {
      if (!signal.aborted) log.error({ err: error, zone: job.zone.domain }, 'a secondary could not be told of a change')
    }
    jobs.delete(key)
    // A secondary that can't be reached isn't begun with again at once.
    note(job, { busyUntil: now() + (signal.aborted ? 0 : leeway) })
  }

  function begin(key: string, secondary: KnownSecondary, zone: Job['zone']): void {
    const job: Job = { secondary, zone, isHeard: false, hasTransferred: false, again: false, wake: () => {} }
    jobs.set(key, job)
    void run(key, job)
  }

  return {
    announce(secondary, { domain, soa, isCatalog }, again = false) {
      if (signal.aborted) return
      const key = `${secondary.id} ${domain}`
      const zone = { domain, soa, serial: serialOf(soa), isCatalog }
      const job = jobs.get(key)
      if (job === undefined) return begin(key, secondary, zone)
      Object.assign(job, { secondary, zone, again: job.again || again })
      if (job.isHeard || again) job.wake()
    },
    hasTransferred(secondary, zone) {
      const key = `${secondary.id} ${zone.domain}`
      const job = jobs.get(key)
      if (job === undefined) return begin(key, secondary, zone)
      job.hasTransferred = true
      job.wake()
    },
    close: () => ending.abort(),
  }
}

/** In serial number arithmetic (RFC 1982 §3.2). */
function isBefore(one: number, other: number): boolean {
  const distance = (other - one) >>> 0
  return distance !== 0 && distance < 2 ** 31
}
