import { Text, VisuallyHidden } from '@mantine/core'
import type { RecordSet } from '../../../src/sdk/index.ts'
import classes from './set-diff.module.css'
import { diffLines, type SetLine } from './set-lines.ts'

const signs: Record<SetLine['mark'], string> = { kept: ' ', added: '+', removed: '−' }
const words: Record<SetLine['mark'], string> = { kept: '', added: 'added: ', removed: 'removed: ' }

/** A record set before and after, line by line. */
export function SetDiff({ before, after }: { before: RecordSet | null; after: RecordSet | null }) {
  return (
    <div className={classes.diff}>
      {diffLines(before, after).map(line => (
        <DiffLine key={`${line.mark} ${line.text}`} line={line} />
      ))}
    </div>
  )
}

function DiffLine({ line: { mark, text } }: { line: SetLine }) {
  return (
    <Text component="div" size="xs" ff="monospace" className={classes.line} data-mark={mark}>
      <span aria-hidden="true">{signs[mark]}</span>
      <VisuallyHidden>{words[mark]}</VisuallyHidden>
      <span className={classes.text}>{text}</span>
    </Text>
  )
}
