import { useState } from 'react'
import { useShortcut } from '../layout/use-shortcut.ts'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'
import { EditTray } from './edit-tray.tsx'
import { useEdits } from './edits-context.tsx'
import { ReviewDialog } from './review-dialog.tsx'

/** What is gathered for a zone: always in sight, and from there reviewed and applied. */
export function GatheredEdits({ place, zone }: ZoneTabProps) {
  const { edits, update } = useEdits(zone.id)
  const [isReviewing, setReviewing] = useState(false)
  useShortcut('r', () => setReviewing(true), edits.length > 0)
  return (
    <>
      <EditTray edits={edits} onReview={() => setReviewing(true)} onDiscard={() => update(() => [])} />
      {isReviewing && (
        <ReviewDialog
          place={place}
          zone={zone}
          edits={edits}
          onReplace={(key, edit) =>
            update(all => all.flatMap(known => (known.key !== key ? [known] : edit === undefined ? [] : [edit])))
          }
          onApplied={done => update(all => all.filter(({ key }) => !done.includes(key)))}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  )
}
