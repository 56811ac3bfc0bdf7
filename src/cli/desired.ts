import type { PutRecordBody } from '../sdk/index.ts'

/** A record set as somebody wants it, and where they say so (`example.com.yaml:12`). */
export interface DesiredSet extends PutRecordBody {
  place: string
}

/** A whole zone as it shall be: what isn't in it goes. */
export interface DesiredZone {
  domain: string
  place: string
  sets: DesiredSet[]
  /**
   * Zone files have no words for aliases, variants and proxying: what a zone has of these stays as it is, and so do SOA and NS at
   * the apex, which zone files always have and providers keep by themselves.
   */
  isZoneFile: boolean
}

/** Something wrong with a file, for people: `example.com.yaml:12: …`. */
export type FileProblem = string
