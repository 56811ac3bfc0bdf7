import type { MachineKeyData } from '../../../src/sdk/index.ts'

/** What a key may do, in short sentences. */
export function grantsText(grants: MachineKeyData['grants']): string[] {
  const { zones, names, types, networks, readOnly } = grants ?? {}
  return [
    readOnly === true ? 'Reads only' : 'Reads and writes',
    zones === undefined ? 'in all domains of the project' : `in ${zones.join(', ')}`,
    ...(names === undefined ? [] : [`names ${names.join(', ')}`]),
    ...(types === undefined ? [] : [`types ${types.join(', ')}`]),
    ...(networks === undefined ? [] : [`from ${networks.join(', ')}`]),
  ]
}
