import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program is: on the path, or where Debian keeps servers, which is not on every user's path. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map(folder => join(folder, name)).find(path => existsSync(path))
}
