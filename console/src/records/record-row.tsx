import { ActionIcon, Badge, Group, Tooltip, VisuallyHidden } from '@mantine/core'
import { Link } from 'wouter'
import type { ZoneData } from '../../../src/sdk/index.ts'
import { relativeName } from '../../../src/sdk/record-input.ts'
import { placePath, usePlace } from '../layout/place.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { optionsOf } from '../ui/set-lines.ts'
import { conflictOf } from './conflicts.ts'
import { kindOf } from './edits.ts'
import { managedReason } from './is-managed.ts'
import classes from './records.module.css'
import { mostLines, shownSet, type TableRow, valueLines } from './table-rows.ts'
import { ttlText } from './ttl-text.ts'

export interface RecordRowProps {
  row: TableRow & { kind: 'set' }
  zone: ZoneData
  mayWrite: boolean
  /** Whether the tab key stops at the row's buttons. */
  isCurrent: boolean
  onEdit: () => void
  onDelete: () => void
  onDuplicate: () => void
  /** Takes back what is to become of it. */
  onDrop: () => void
}

export function RecordRow({ row, zone, mayWrite, isCurrent, onEdit, onDelete, onDuplicate, onDrop }: RecordRowProps) {
  const place = usePlace()
  const { set, edit } = row
  const shown = shownSet(row)
  const lines = valueLines(row)
  const name = relativeName(shown.name, zone.domainName)
  const reason = managedReason(shown, zone)
  const isChangedSince = edit !== undefined && conflictOf(edit, set) !== undefined
  const label = `${name} ${shown.type}`
  // Titles of the browser: so many tooltips would take longer to make than all the rest of the table.
  const look = (text: string) => ({
    variant: 'subtle' as const,
    color: 'gray',
    size: 'sm',
    tabIndex: isCurrent ? 0 : -1,
    title: text,
    'aria-label': `${text}: ${label}`,
  })
  const button = (icon: IconName, text: string, act: () => void) => (
    <ActionIcon {...look(text)} onClick={act}>
      <Icon name={icon} size={15} />
    </ActionIcon>
  )
  const link = (icon: IconName, text: string, tab: string) => (
    <ActionIcon
      {...look(text)}
      component={Link}
      href={placePath(place, `zones/${zone.id}/${tab}?${new URLSearchParams({ name, type: shown.type })}`)}
    >
      <Icon name={icon} size={15} />
    </ActionIcon>
  )
  return (
    <>
      <td className={classes.cell} title={shown.name}>
        <b>{name}</b>
        {edit !== undefined && <VisuallyHidden> ({kindOf(edit)}, not applied yet)</VisuallyHidden>}
        {isChangedSince && (
          <Badge size="xs" color="orange" ml={6}>
            changed since
          </Badge>
        )}
      </td>
      <td>{shown.type}</td>
      <td title={shown.ttl === undefined ? undefined : `${shown.ttl} seconds`}>{ttlOf(row)}</td>
      <td className={classes.values}>
        {lines.slice(0, mostLines).map(({ mark, text }) => (
          <div key={`${mark} ${text}`} className={classes.value} data-mark={mark} title={text}>
            {mark !== 'kept' && <VisuallyHidden>{mark}: </VisuallyHidden>}
            {text}
            {text === lines[0]?.text && <Options texts={optionsOf(shown)} />}
          </div>
        ))}
        {lines.length > mostLines && <div>and {lines.length - mostLines} more</div>}
      </td>
      <td className={classes.actions}>
        {set !== null && link('activities', 'How far it has spread', 'propagation')}
        {set !== null && link('history', 'History of this record', 'history')}
        {mayWrite && reason === undefined && (
          <Group gap={2} wrap="nowrap">
            {edit !== undefined && button('undo', 'Take back', onDrop)}
            {edit?.after !== null && button('edit', 'Edit', onEdit)}
            {edit === undefined && button('copy', 'Duplicate', onDuplicate)}
            {edit?.after !== null && edit?.before !== null && button('trash', 'Delete', onDelete)}
          </Group>
        )}
        {mayWrite && reason !== undefined && (
          <Tooltip label={reason}>
            <ActionIcon
              variant="transparent"
              color="gray"
              size="sm"
              tabIndex={isCurrent ? 0 : -1}
              aria-label={`${label} is read only: ${reason}`}
            >
              <Icon name="lock" size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </td>
    </>
  )
}

function Options({ texts }: { texts: string[] }) {
  return texts.map(text => (
    <Badge key={text} size="xs" color="blue" ml={6}>
      {text}
    </Badge>
  ))
}

function ttlOf({ set, edit }: TableRow & { kind: 'set' }): string {
  const [before, after] = [
    edit === undefined ? set?.ttl : edit.before?.ttl,
    edit === undefined ? set?.ttl : edit.after?.ttl,
  ]
  const texts = [before, after].filter(ttl => ttl !== undefined).map(ttlText)
  return [...new Set(texts)].join(' → ')
}
