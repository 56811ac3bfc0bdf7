import type { BuiltinBacking } from './builtin/backing.ts'
import { builtinKind } from './builtin/kind.ts'
import { cloudflareKind } from './cloudflare/kind.ts'
import type { ProviderKind } from './provider.ts'
import { route53Kind } from './route53/kind.ts'

/**
 * Every kind of provider there is, by id. A kind is opened with its connection's credentials and the connection's workspace:
 * `kind.open({ ...credentials, workspaceId }, io)`. The built-in kind needs its store and name server handed in.
 */
export function providerKinds(parts: { builtin: BuiltinBacking }): ReadonlyMap<string, ProviderKind> {
  const kinds: ProviderKind[] = [builtinKind(parts.builtin), route53Kind, cloudflareKind]
  return new Map(kinds.map(kind => [kind.id, kind]))
}
