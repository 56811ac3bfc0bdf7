import { Tooltip } from '@mantine/core'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { StatusBadge } from '../ui/status-badge.tsx'

/** Whether the zone's verification record has been seen at its own name servers. */
export function ServedBadge({ zone }: { zone: ZoneData }) {
  const isServed = zone.metadata.dns_active === true
  const about = isServed
    ? "The zone's name servers answer with its verification record (dns_active)."
    : "The zone's name servers haven't been seen to answer with its verification record (dns_active). " +
      'Check the delegation to find out; its other records are served all the same.'
  return (
    <Tooltip label={about}>
      <StatusBadge tone={isServed ? 'good' : 'quiet'} tabIndex={0}>
        {isServed ? 'Verified' : 'Not verified'}
      </StatusBadge>
    </Tooltip>
  )
}
