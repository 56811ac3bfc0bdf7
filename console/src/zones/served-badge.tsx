import { Tooltip } from '@mantine/core'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { StatusBadge } from '../ui/status-badge.tsx'

/** Whether the zone's verification record has been seen at its own name servers. */
export function ServedBadge({ zone }: { zone: ZoneData }) {
  const isServed = zone.metadata.dns_active === true
  const about = isServed
    ? 'The verification record has been seen at the name servers of the zone.'
    : 'The verification record has not been seen at the name servers of the zone. A check asks for it.'
  return (
    <Tooltip label={about}>
      <StatusBadge tone={isServed ? 'good' : 'quiet'} tabIndex={0}>
        {isServed ? 'Verified' : 'Not verified'}
      </StatusBadge>
    </Tooltip>
  )
}
