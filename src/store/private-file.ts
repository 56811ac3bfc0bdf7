import { closeSync, openSync } from 'node:fs'

/** Makes an empty file that only its owner may read, where there's none; one that's there is left as it is. */
export function createPrivateFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}
