import { Text, VisuallyHidden } from '@mantine/core'
import classes from '../ui/set-diff.module.css'
import { type DifferenceLine, differences } from './differences.ts'

const signs: Record<DifferenceLine['mark'], string> = { kept: ' ', added: '+', removed: '−' }
const words: Record<DifferenceLine['mark'], string> = { kept: '', added: 'after: ', removed: 'before: ' }

/** Before and after, field by field. */
export function DifferencesView({ before, after }: { before: unknown; after: unknown }) {
  const lines = differences(before, after)
  if (lines.length === 0) return <Text size="sm">Nothing is kept of what was before or after.</Text>
  return (
    <div className={classes.diff}>
      {lines.map(({ mark, text }) => (
        <Text
          key={`${mark} ${text}`}
          component="div"
          size="xs"
          ff="monospace"
          className={classes.line}
          data-mark={mark}
        >
          <span aria-hidden="true">{signs[mark]}</span>
          <VisuallyHidden>{words[mark]}</VisuallyHidden>
          <span className={classes.text}>{text}</span>
        </Text>
      ))}
    </div>
  )
}
