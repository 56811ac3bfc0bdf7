import type { MemberData } from '../../../src/sdk/index.ts'

export type Role = MemberData['role']

/** As the documentation has it. */
export const roleMeanings: Record<Role, string> = {
  viewer: 'reads everything',
  member: 'also changes zones, records and resources',
  admin: 'also manages projects, connections, members and keys',
  owner: 'also makes owners, and sets endpoints of connections',
}

/** Owners are made by owners. */
export function roleChoices(isOwner: boolean): Role[] {
  return isOwner ? ['viewer', 'member', 'admin', 'owner'] : ['viewer', 'member', 'admin']
}
