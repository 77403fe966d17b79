import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { groupsOf, type Rotation, type Sink } from './sink.ts'

/** Who may read the lines: the owner. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Lines in a file of the host. */
export function createFileSink(file: string, { maxBytes, maxFiles }: Rotation): Sink {
  return {
    name: file,
    async check() {
      await mkdir(dirname(file), { recursive: true, mode: FOLDER_MODE })
      const handle = await open(file, 'a', FILE_MODE)
      await handle.close()
    },
    async append(lines) {
      for (const { text, isNewFile } of groupsOf(lines, await sizeOf(file), maxBytes)) {
        if (isNewFile) await rotate(file, maxFiles)
        await appendDurably(file, text)
      }
    },
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

/** A line that a crash has cut is ended first, so that it damages no other. */
async function appendDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a+', FILE_MODE)
  try {
    const { size } = await handle.stat()
    const end = Buffer.alloc(1)
    if (size > 0) await handle.read(end, 0, 1, size - 1)
    const isCut = size > 0 && end.toString() !== '\n'
    await handle.writeFile(isCut ? `\n${text}` : text)
    await handle.sync()
    if (size === 0) await syncFolder(file)
  } finally {
    await handle.close()
  }
}

/** `audit.jsonl` becomes `audit.jsonl.1`, that one `.2`, and the oldest goes. Ends what a crash left half done. */
async function rotate(file: string, maxFiles: number): Promise<void> {
  const nameOf = (number: number): string => (number === 0 ? file : `${file}.${number}`)
  await rm(nameOf(maxFiles), { force: true })
  for (let number = maxFiles - 1; number >= 0; number--)
    await rename(nameOf(number), nameOf(number + 1)).catch((error: unknown) => {
      if (!isMissing(error)) throw error
    })
  await syncFolder(file)
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
