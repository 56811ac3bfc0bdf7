import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { typesOf } from '../../../src/sdk/record-input.ts'
import { useShortcut } from '../layout/use-shortcut.ts'
import type { RecordView } from '../queries/records.ts'
import { Icon } from '../ui/icons.tsx'

export interface RecordFiltersProps {
  view: RecordView
  provider: string
  onChange: (view: Partial<RecordView>) => void
}

/** Milliseconds without a key before the server is asked. */
const pause = 200

export function RecordFilters({ view, provider, onChange }: RecordFiltersProps) {
  const [text, setText] = useState(view.search)
  const field = useRef<HTMLInputElement>(null)
  useShortcut('/', () => field.current?.focus())
  const search = useEffectEvent(() => {
    // Control characters and blanks at the ends are nothing that could be found.
    const wanted = text.trim().replaceAll(/\p{Cc}/gu, '')
    if (wanted !== view.search) onChange({ search: wanted })
  })
  useEffect(() => {
    const timer = setTimeout(search, text === '' ? 0 : pause)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <Group gap="xs" flex={{ base: '1 1 100%', sm: '1 1 300px' }} miw={0} wrap="nowrap">
      <TextInput
        ref={field}
        type="search"
        aria-label="Search names and values"
        placeholder="Search names and values  ( / )"
        leftSection={<Icon name="search" size={16} />}
        flex="1 1 200px"
        miw={0}
        maw={{ sm: 380 }}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') setText('')
        }}
      />
      <NativeSelect
        aria-label="Type"
        w={124}
        data={[{ value: '', label: 'All types' }, 'SOA', ...typesOf(provider)]}
        value={view.type}
        onChange={event => onChange({ type: event.currentTarget.value })}
      />
    </Group>
  )
}
