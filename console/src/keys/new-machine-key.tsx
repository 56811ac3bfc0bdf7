import type { NewMachineKeyData } from '../../../src/sdk/index.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { ShownOnceDialog } from '../ui/shown-once-dialog.tsx'

/** The key itself, and its TSIG secret as programs read it. */
export function NewMachineKey({ created, onClose }: { created: NewMachineKeyData; onClose: () => void }) {
  const { name, key, tsig } = created
  return (
    <ShownOnceDialog title={`The key of ${name}`} onClose={onClose}>
      <CopyField label="Key" value={key} />
      {tsig !== null && <CopyField label="Key file for nsupdate -k" value={keyFile(tsig)} isBlock />}
    </ShownOnceDialog>
  )
}

function keyFile({ name, algorithm, secret }: NonNullable<NewMachineKeyData['tsig']>): string {
  return `key "${name}" {\n    algorithm ${algorithm};\n    secret "${secret}";\n};`
}
