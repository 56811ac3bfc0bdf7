import { SimpleGrid } from '@mantine/core'
import { useHasProjectRole } from '../queries/projects.ts'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'
import { ExportCard } from './export-card.tsx'
import { ImportCard } from './import-card.tsx'

export function FilesTab({ place, zone }: ZoneTabProps) {
  const mayWrite = useHasProjectRole(place.project, 'member')
  return (
    <SimpleGrid cols={{ base: 1, lg: mayWrite === true ? 2 : 1 }} maw={1200}>
      {mayWrite === true && <ImportCard place={place} zone={zone} />}
      <ExportCard place={place} zone={zone} />
    </SimpleGrid>
  )
}
