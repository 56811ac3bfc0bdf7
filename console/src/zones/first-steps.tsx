import { CloseButton, Code, Group, List, Paper, Text } from '@mantine/core'
import { useState } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { CopyButton } from '../ui/copy-button.tsx'

const key = 'zoneplane.first-steps'

/** What comes after a zone has been made, for as long as it has nothing of its own and nobody has put this away. */
export function FirstSteps({ zone }: { zone: ZoneData }) {
  const [isAway, setAway] = useState(() => localStorage.getItem(key) === 'away')
  if (isAway) return null
  const ask = `dig @${zone.nameServers[0] ?? 'localhost'} ${zone.domainName} SOA`
  const putAway = () => {
    localStorage.setItem(key, 'away')
    setAway(true)
  }
  return (
    <Paper withBorder p="sm" component="section" aria-label="What comes next">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600}>
          What comes next
        </Text>
        <CloseButton size="sm" aria-label="Put these steps away" onClick={putAway} />
      </Group>
      <List type="ordered" size="sm" spacing={6} mt={4} maw={720} styles={{ itemWrapper: { display: 'inline' } }}>
        <List.Item>
          Add the zone's records, or take them over from a file under <b>Import and export</b>.
        </List.Item>
        <List.Item>
          Ask the name server for it, before anybody else is led there:{' '}
          <Group gap={4} display="inline-flex" wrap="nowrap">
            <Code>{ask}</Code>
            <CopyButton value={ask} label="Copy the question" />
          </Group>
        </List.Item>
        <List.Item>
          Enter {zone.nameServers.join(' and ')} as the name servers of {zone.domainName} at your registrar, or as NS
          records in the parent zone. <b>Check delegation</b> tells when that has come to pass.
        </List.Item>
      </List>
    </Paper>
  )
}
