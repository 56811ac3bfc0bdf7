import { Alert, Button, Card, FileInput, Group, Progress, Radio, Stack, Text, Textarea, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Progress as Done } from '../../../src/sdk/index.ts'
import { RevertButton } from '../history/revert-button.tsx'
import { keys } from '../queries/keys.ts'
import { useEnvironment } from '../queries/zones.ts'
import { useServices } from '../session/session-context.tsx'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Icon } from '../ui/icons.tsx'
import type { ZoneTabProps } from '../zones/zone-tabs.tsx'
import { importError } from './import-error.ts'
import { ImportPreview } from './import-preview.tsx'

type Mode = 'merge' | 'replace'

/** A zone file, looked at as the server would bring it in, and then brought in. */
export function ImportCard({ place, zone }: ZoneTabProps) {
  const { queries } = useServices()
  const target = useEnvironment(place).zone(zone.id)
  const [file, setFile] = useState<File | null>(null)
  const [text, setText] = useState('')
  const [mode, setMode] = useState<Mode>('merge')
  const [progress, setProgress] = useState<Done>()
  const body = file ?? new Blob([text])
  const plan = useMutation({ mutationFn: () => target.planImport(body, { mode }) })
  const run = useMutation({
    mutationFn: (confirm: boolean) => target.import(body, { mode, confirm, onProgress: setProgress }),
    onSettled: () => {
      setProgress(undefined)
      void queries.invalidateQueries({ queryKey: keys.zone(place, zone.id) })
    },
  })
  /** What was planned or done is of other input than what stands there now. */
  const changed = () => {
    plan.reset()
    run.reset()
  }
  const isEmpty = file === null && text.trim() === ''
  const error = run.error ?? plan.error
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2}>Import</Title>
        <FileInput
          label="Zone file"
          description="As BIND, NSD, Knot, PowerDNS and most services export it; up to 256 MiB"
          placeholder="Choose a file"
          clearable
          clearButtonProps={{ 'aria-label': 'Take the file away' }}
          leftSection={<Icon name="upload" size={16} />}
          disabled={run.isPending}
          value={file}
          onChange={chosen => {
            setFile(chosen)
            changed()
          }}
        />
        {file === null && (
          <Textarea
            label="Or paste it"
            placeholder={'www 300 IN A 192.0.2.10\nwww 300 IN AAAA 2001:db8::10'}
            autosize
            minRows={4}
            maxRows={14}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
            disabled={run.isPending}
            value={text}
            onChange={event => {
              setText(event.currentTarget.value)
              changed()
            }}
          />
        )}
        <Radio.Group
          label="Sets that are not in the file"
          value={mode}
          onChange={value => {
            setMode(value as Mode)
            changed()
          }}
        >
          <Group mt={6}>
            <Radio value="merge" label="stay (merge)" disabled={run.isPending} />
            <Radio value="replace" label="go (replace)" disabled={run.isPending} />
          </Group>
        </Radio.Group>
        {error !== null && <ErrorAlert error={importError(error)} title="Nothing was imported" />}
        {run.data === undefined && plan.data === undefined && (
          <Group>
            <Button loading={plan.isPending} disabled={isEmpty} onClick={() => plan.mutate()}>
              Preview
            </Button>
          </Group>
        )}
        {run.data === undefined && plan.data !== undefined && (
          <ImportPreview
            zone={zone}
            plan={plan.data}
            isBusy={run.isPending}
            onImport={confirm => run.mutate(confirm)}
            onCancel={plan.reset}
          />
        )}
        {run.isPending && <ImportProgress progress={progress} />}
        {run.data !== undefined && (
          <Alert
            color={run.data.changeSet?.status === 'partial' ? 'yellow' : 'teal'}
            role="status"
            title={resultText(run.data.changeSet)}
          >
            <Group gap="xs">
              {run.data.changeSet !== null && (
                <RevertButton place={place} zone={zone} changeSetId={run.data.changeSet.id} />
              )}
              <Button variant="default" onClick={changed}>
                Import another file
              </Button>
            </Group>
          </Alert>
        )}
      </Stack>
    </Card>
  )
}

function ImportProgress({ progress }: { progress: Done | undefined }) {
  const { done, total } = progress ?? { done: 0, total: 0 }
  return (
    <div role="status">
      <Text size="sm" mb={4}>
        {total === 0
          ? 'The file is being read …'
          : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} changes made`}
      </Text>
      <Progress value={total === 0 ? 100 : (100 * done) / total} animated={total === 0} aria-label="Import" />
    </div>
  )
}

function resultText(changeSet: { status: string; done: number; total: number } | null): string {
  if (changeSet === null) return 'The zone has everything of the file already'
  const total = changeSet.total.toLocaleString('en')
  if (changeSet.status === 'applied') return `Imported: ${total} ${changeSet.total === 1 ? 'change' : 'changes'} made`
  return `Imported in part, of ${total} changes. The history tells which; import the same file again to do the rest.`
}
