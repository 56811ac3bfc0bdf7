import type { ProviderKind } from '../provider.ts'
import { auditSet } from './audit.ts'
import { route53Capabilities } from './capabilities.ts'
import { canonicalSet } from './convert.ts'
import { createRoute53Provider } from './provider.ts'
import { type AwsRules, type AwsSettings, awsSettingsFields, awsSettingsProblems, readAwsSettings } from './settings.ts'

/** Amazon Route 53: the public hosted zones of an AWS account, whose key is given. */
export const route53Kind = route53({ allowDefaultChain: false })

/** The same, also with whatever identity the machine itself has at AWS: for whoever may make connections, it's theirs then. */
export const machineRoute53Kind = route53({ allowDefaultChain: true })

function route53(rules: AwsRules): ProviderKind<AwsSettings> {
  return {
    id: 'route53',
    label: 'Amazon Route 53',
    connection: 'aws',
    settings: awsSettingsFields,
    capabilities: route53Capabilities,
    canonical: canonicalSet,
    audit: auditSet,
    checkSettings: settings => awsSettingsProblems(settings, rules),
    open: (settings, io) => createRoute53Provider(readAwsSettings(settings, rules), io),
  }
}
