import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bucket, createBucket } from '@nexusfs/core'
import { isNexusError } from '@nexusfs/core/kit'
import { createLocalBackend, type LocalBackendOptions } from '../src/index.ts'

/** A temporary folder with a backend whose root lies in it. */
export interface TestFolder extends AsyncDisposable {
  readonly folder: string
  readonly root: string
  readonly bucket: Bucket
}

/** Opens a backend on a root that is not there yet. */
export async function openTestFolder(
  options: Omit<LocalBackendOptions, 'root'> = {},
): Promise<TestFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-local-'))
  const root = join(folder, 'root')
  const bucket = createBucket(createLocalBackend({ root, ...options }))
  return {
    folder,
    root,
    bucket,
    async [Symbol.asyncDispose]() {
      await bucket.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The code that a call failed with; `none` when it did not. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    return isNexusError(error) ? error.code : String(error)
  }
}

/** Runs a program of this folder in a process of its own. */
export function programArguments(program: string, ...rest: readonly string[]): string[] {
  const file = new URL(program, import.meta.url).pathname
  return ['--conditions=nexusfs-source', '--no-warnings', file, ...rest]
}
