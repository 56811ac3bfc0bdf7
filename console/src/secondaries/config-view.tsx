import { Group, Stack, Tabs, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CopyField } from '../ui/copy-field.tsx'
import { type SecondaryConfig, serverConfig, serverKinds } from './server-config.ts'

/** Settings for the secondary, ready to be pasted. Where the built-in name server is reached, nobody here knows for sure. */
export function ConfigView({ config }: { config: Omit<SecondaryConfig, 'primary'> }) {
  const [address, setAddress] = useState(location.hostname)
  const [port, setPort] = useState('53')
  const primary = { address: address.trim(), port: Number(port) }
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <TextInput
          label="Address of this Zoneplane"
          description="As the secondary reaches its name server"
          flex={1}
          autoComplete="off"
          value={address}
          onChange={event => setAddress(event.currentTarget.value)}
        />
        <TextInput
          label="Port"
          w={80}
          inputMode="numeric"
          autoComplete="off"
          value={port}
          onChange={event => setPort(event.currentTarget.value)}
        />
      </Group>
      <Tabs defaultValue="knot" keepMounted={false}>
        <Tabs.List aria-label="Name server">
          {serverKinds.map(({ kind, name }) => (
            <Tabs.Tab key={kind} value={kind}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {serverKinds.map(({ kind, file }) => (
          <Tabs.Panel key={kind} value={kind} pt="sm">
            <CopyField label={file} value={serverConfig(kind, { ...config, primary })} isBlock />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  )
}
