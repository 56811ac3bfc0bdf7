import { ActionIcon, CopyButton as CopyState, Tooltip } from '@mantine/core'
import { Icon } from './icons.tsx'

/** `label` says what is copied: “Copy ns1.example.net”. */
export function CopyButton({ value, label }: { value: string; label: string }) {
  return (
    <CopyState value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : label}>
          <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} size="sm" aria-label={label} onClick={copy}>
            <Icon name={copied ? 'check' : 'copy'} size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </CopyState>
  )
}
