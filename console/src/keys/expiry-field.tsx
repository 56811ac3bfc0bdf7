import { NativeSelect } from '@mantine/core'

/** Days until a key expires; empty for never. */
export type Lifetime = '' | '7' | '30' | '90' | '365'

const lifetimes: { value: Lifetime; label: string }[] = [
  { value: '90', label: 'In 90 days' },
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never' },
]

export function ExpiryField({ value, onChange }: { value: Lifetime; onChange: (value: Lifetime) => void }) {
  return (
    <NativeSelect
      label="Expires"
      data={lifetimes}
      value={value}
      onChange={event => onChange(event.currentTarget.value as Lifetime)}
    />
  )
}

/** As the API takes it. */
export function expiryOf(lifetime: Lifetime, now: number): { expiresAt?: string } {
  return lifetime === '' ? {} : { expiresAt: new Date(now + Number(lifetime) * 86_400_000).toISOString() }
}
