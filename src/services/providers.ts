import type { ProviderData, ProviderField } from '../contract/providers.ts'
import type { SettingsField } from '../providers/provider.ts'
import { connectionOf } from './connection-kind.ts'
import type { Deps } from './deps.ts'

/** What there is to connect to, and which credentials each takes. */
export function listProviders({ kinds }: Pick<Deps, 'kinds'>): ProviderData[] {
  return [...kinds.values()].map(kind => ({
    provider: connectionOf(kind),
    zoneProvider: kind.id,
    name: kind.label,
    fields: kind.settings.map(fieldData),
  }))
}

function fieldData({ fields, ...field }: SettingsField): ProviderField {
  return { ...plainField(field), ...(fields && { fields: fields.map(plainField) }) }
}

function plainField({ name, label, required, form, choices, secret }: SettingsField): ProviderField {
  return { name, label, required, form: form ?? 'text', ...(choices && { choices: [...choices] }), secret }
}
