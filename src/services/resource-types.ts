import { AppError } from '../contract/errors.ts'
import { type ResourceTypeData, resourceTypeList } from '../contract/resource-types.ts'

export function listResourceTypes({ activeOnly }: { activeOnly: boolean }): ResourceTypeData[] {
  return resourceTypeList.filter(({ isActive }) => isActive || !activeOnly)
}

export function getResourceType(subtype: string): ResourceTypeData {
  const found = resourceTypeList.find(type => type.subtype === subtype)
  if (found !== undefined) return found
  throw new AppError('not_found', 'There is no such type of resource.')
}
