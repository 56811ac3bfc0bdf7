import { a } from './a.ts'
import { aaaa } from './aaaa.ts'
import { caa } from './caa.ts'
import { cname } from './cname.ts'
import { dname } from './dname.ts'
import { ds } from './ds.ts'
import type { RecordDefinition } from './field.ts'
import { loc } from './loc.ts'
import { mx } from './mx.ts'
import { naptr } from './naptr.ts'
import { ns } from './ns.ts'
import { otherTypes } from './other-types.ts'
import { ptr } from './ptr.ts'
import { soa } from './soa.ts'
import { srv } from './srv.ts'
import { sshfp } from './sshfp.ts'
import { https, svcb } from './svcb.ts'
import { tlsa } from './tlsa.ts'
import { txt } from './txt.ts'
import { uri } from './uri.ts'

/** Every type whose data are read and written field by field. A new one is added here and in `record-types.ts`. */
export const recordTypes: readonly RecordDefinition[] = [
  a,
  aaaa,
  caa,
  cname,
  dname,
  ds,
  https,
  loc,
  mx,
  naptr,
  ns,
  ptr,
  soa,
  srv,
  sshfp,
  svcb,
  tlsa,
  txt,
  uri,
  ...otherTypes,
]
