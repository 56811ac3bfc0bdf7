import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEnvironment } from '../queries/zones.ts'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'

export function ExportCard({ place, zone }: ZoneTabProps) {
  const environment = useEnvironment(place)
  const download = useMutation({
    mutationFn: async () => {
      const file = await environment.zone(zone.id).export()
      // Read to its end before it's given out: what was cut off must not pass for a whole zone.
      offer(await new Response(file.body).blob(), `${zone.domainName}.zone`)
    },
  })
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2}>Export</Title>
        <Text size="sm">
          The whole zone as a zone file (RFC 1035), as BIND, NSD, Knot and PowerDNS read it. Aliases and variants, which
          zone files have no words for, stand in comments.
        </Text>
        {download.error !== null && <ErrorAlert error={download.error} title="Not exported" />}
        <Group>
          <Button
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            Download {zone.domainName}.zone
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}

function offer(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
