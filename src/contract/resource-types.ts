import Type, { type Static } from 'typebox'

/** What targets can be told of themselves, and what each stands for in replies. */
export const targetFields = {
  instance: ['public_ipv4', 'public_ipv6', 'hostname'],
  static_website: ['endpoint', 'bucket_name', 'region'],
  load_balancer: ['dns_name', 'region'],
  distribution: ['domain_name'],
  application: ['hostname'],
} as const
export type TargetType = keyof typeof targetFields

export const targetTypes = Object.keys(targetFields) as TargetType[]
export const resourceTypes = ['dns', 'subdomain', ...targetTypes] as const
export type ResourceType = 'dns' | 'subdomain' | TargetType

export function isTargetType(type: string): type is TargetType {
  return Object.hasOwn(targetFields, type)
}

export const ResourceTypeData = Type.Object({
  subtype: Type.String(),
  name: Type.String(),
  category: Type.String({ description: '`zone`, `name` or `target`: what it is to records' }),
  description: Type.String(),
  isActive: Type.Boolean(),
  metadataFields: Type.Array(Type.String(), { description: 'what its metadata can hold' }),
  createdWith: Type.String({ description: 'the call that makes one' }),
})
export type ResourceTypeData = Static<typeof ResourceTypeData>

/** Every type of resource that this version has. */
export const resourceTypeList: readonly ResourceTypeData[] = [
  {
    subtype: 'dns',
    name: 'DNS zone',
    category: 'zone',
    description: 'A zone at a provider, with its records.',
    isActive: true,
    metadataFields: ['dns_active'],
    createdWith: 'POST /api/:projectSlug/:environmentSlug/dns',
  },
  {
    subtype: 'subdomain',
    name: 'Subdomain',
    category: 'name',
    description: 'A name in whichever zone it is connected in.',
    isActive: true,
    metadataFields: ['subdomain_name'],
    createdWith: 'POST /api/:projectSlug/:environmentSlug/subdomains',
  },
  target('instance', 'Instance', 'A machine with addresses, or a host name.'),
  target('static_website', 'Static website', 'A website endpoint, such as that of an S3 bucket.'),
  target('load_balancer', 'Load balancer', 'A load balancer, by its DNS name.'),
  target('distribution', 'Distribution', 'A content delivery network, by the domain name that it gave out.'),
  target('application', 'Application', 'An application that a platform serves under a host name.'),
]

function target(subtype: TargetType, name: string, description: string): ResourceTypeData {
  return {
    subtype,
    name,
    category: 'target',
    description,
    isActive: true,
    metadataFields: [...targetFields[subtype]],
    createdWith: 'POST /api/:projectSlug/:environmentSlug/resources',
  }
}
