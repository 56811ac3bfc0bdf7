import type { ProviderKind } from '../provider.ts'
import { auditSet } from './audit.ts'
import { route53Capabilities } from './capabilities.ts'
import { canonicalSet } from './convert.ts'
import { createRoute53Provider } from './provider.ts'
import { type AwsSettings, awsSettingsFields, awsSettingsProblems, readAwsSettings } from './settings.ts'

/** Amazon Route 53: the public hosted zones of an AWS account. */
export const route53Kind: ProviderKind<AwsSettings> = {
  id: 'route53',
  label: 'Amazon Route 53',
  connection: 'aws',
  settings: awsSettingsFields,
  capabilities: route53Capabilities,
  canonical: canonicalSet,
  audit: auditSet,
  checkSettings: awsSettingsProblems,
  open: (settings, io) => createRoute53Provider(readAwsSettings(settings), io),
}
