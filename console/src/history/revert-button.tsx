import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ZoneData } from '../../../src/sdk/index.ts'
import type { Place } from '../queries/keys.ts'
import { Icon } from '../ui/icons.tsx'
import { RevertDialog } from './revert-dialog.tsx'

/** Takes a change set back, after a look at what that would do. */
export function RevertButton({ place, zone, changeSetId }: { place: Place; zone: ZoneData; changeSetId: number }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<Icon name="undo" size={15} />} onClick={() => setOpen(true)}>
        Undo
      </Button>
      {isOpen && <RevertDialog place={place} zone={zone} changeSetId={changeSetId} onClose={() => setOpen(false)} />}
    </>
  )
}
