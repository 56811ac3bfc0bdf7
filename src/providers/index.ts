import type { BuiltinBacking } from './builtin/backing.ts'
import { builtinKind } from './builtin/kind.ts'
import { cloudflareKind } from './cloudflare/kind.ts'
import { powerDnsKind } from './powerdns/kind.ts'
import type { ProviderKind } from './provider.ts'
import { rfc2136Kind } from './rfc2136/kind.ts'
import { machineRoute53Kind, route53Kind } from './route53/kind.ts'

/**
 * Every kind of provider there is, by id. A kind is opened with its connection's credentials and the connection's workspace:
 * `kind.open({ ...credentials, workspaceId }, io)`. The built-in kind needs its store and name server handed in.
 * `awsDefaultChain`: connections may act with the AWS identity of the machine.
 */
export function providerKinds({ builtin, awsDefaultChain = false }: KindParts): ReadonlyMap<string, ProviderKind> {
  const aws = awsDefaultChain ? machineRoute53Kind : route53Kind
  const kinds: ProviderKind[] = [builtinKind(builtin), aws, cloudflareKind, powerDnsKind, rfc2136Kind]
  return new Map(kinds.map(kind => [kind.id, kind]))
}

interface KindParts {
  builtin: BuiltinBacking
  awsDefaultChain?: boolean
}
