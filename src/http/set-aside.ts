import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { largestFile } from '../services/import-read.ts'
import { TextBody } from './text-body.ts'

/** A text that has come in whole, and can still be read once. */
export interface SetAside {
  body: TextBody
  /** Of what is in it: SHA-256 in hex. */
  digest: string
  /** Lets go of it where nobody has begun to read it. */
  forget(): void
}

/**
 * Puts a text into a file without a name, to know what is in it before anybody works with it. What is longer than any text may
 * be is cut off a little beyond that, so that whoever reads it still finds it too long.
 */
export async function setAside(text: TextBody, folder: string): Promise<SetAside> {
  const file = await openNameless(folder)
  try {
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of text) {
      await file.appendFile(chunk)
      hash.update(chunk)
      size += chunk.length
      if (size > largestFile) break
    }
    const source = file.createReadStream({ start: 0 })
    const forget = () => {
      if (!source.readableDidRead) source.destroy()
    }
    return { body: new TextBody(source, size), digest: hash.digest('hex'), forget }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}
