import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { createNexus, isNexusError } from '@nexusfs/core'
import { removeLeftOvers, temporaryName, throwIfAborted } from '@nexusfs/core/kit'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import { defaultNames } from '../default-names.ts'
import { hostError, isAbsent } from '../transfer/host-error.ts'
import { hashFile } from './folder-writer.ts'
import { DATA, MANIFEST, type ManifestFile, type ManifestReader, openManifest } from './manifest.ts'
import type { BackupProblem, VerifyBackupOptions, VerifyBackupReport } from './types.ts'

/** Problems of one report. */
const PROBLEMS = 10_000
/** The folder that the database is copied to. */
const COPY = { prefix: 'nexus-verify-' }

/**
 * Checks a backup without changing it: every file against the manifest, and the database against the content, which is
 * read and hashed.
 * @throws `NOT_FOUND` where there is no backup, `CORRUPT` where its manifest does not even begin as one, `ABORTED`.
 */
export async function verifyBackup(
  backup: string,
  options: VerifyBackupOptions = {},
): Promise<VerifyBackupReport> {
  const folder = resolve(backup)
  try {
    const manifest = await openManifest(folder)
    return await new Verification(folder, manifest, options).run()
  } catch (error) {
    throw hostError(error, folder)
  }
}

class Verification {
  readonly #folder: string
  readonly #manifest: ManifestReader
  readonly #options: VerifyBackupOptions
  readonly #problems: BackupProblem[] = []
  #hasLoss = false
  #files = 0
  #bytes = 0

  constructor(folder: string, manifest: ManifestReader, options: VerifyBackupOptions) {
    this.#folder = folder
    this.#manifest = manifest
    this.#options = options
  }

  async run(): Promise<VerifyBackupReport> {
    const named = await this.#checkFiles()
    if (named !== undefined) {
      await this.#findExtra('', named)
      // A database that is not the one that was copied is not opened.
      if (!this.#hasLoss) await this.#checkContent(this.#manifest.end().elsewhere)
    }
    return {
      ok: !this.#hasLoss,
      time: this.#manifest.head.time,
      files: this.#files,
      bytes: this.#bytes,
      problems: this.#problems,
    }
  }

  /** The paths that the manifest names; `undefined` when it is not whole. */
  async #checkFiles(): Promise<ReadonlySet<string> | undefined> {
    const named = new Set<string>([MANIFEST])
    try {
      for await (const file of this.#manifest.files()) {
        throwIfAborted(this.#options.signal)
        named.add(file.path)
        await this.#checkFile(file)
        const progress = { phase: 'files', done: this.#files, bytes: this.#bytes } as const
        this.#options.onProgress?.(progress)
      }
    } catch (error) {
      if (!isNexusError(error, 'CORRUPT')) throw error
      this.#add({ kind: 'manifest', message: error.message, file: MANIFEST, loss: true })
      return undefined
    }
    if (!named.has(`${DATA}/${defaultNames.database}`))
      this.#add({ kind: 'manifest', message: 'The manifest names no database.', loss: true })
    return named
  }

  async #checkFile({ path, size, sha256 }: ManifestFile): Promise<void> {
    const { signal } = this.#options
    const found = await hashFile(join(this.#folder, path), signal).catch((error: unknown) => {
      if (!isAbsent(error)) throw error
      return undefined
    })
    this.#files += 1
    this.#bytes += found?.size ?? 0
    if (found === undefined)
      this.#add({ kind: 'manifest', message: `${path} is missing.`, file: path, loss: true })
    else if (found.size !== size) {
      const message = `${path} has ${found.size} bytes, not ${size}.`
      this.#add({ kind: 'size', message, file: path, loss: true })
    } else if (found.sha256 !== sha256)
      this.#add({ kind: 'corrupt', message: `${path} is damaged.`, file: path, loss: true })
  }

  async #findExtra(below: string, named: ReadonlySet<string>): Promise<void> {
    for (const entry of await readdir(join(this.#folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) await this.#findExtra(path, named)
      else if (!named.has(path)) {
        const message = `${path} is not named by the manifest.`
        this.#add({ kind: 'extra', message, file: path, loss: false })
      }
    }
  }

  /** Opening a database leaves traces in it, so a copy is opened; the content is only read. */
  async #checkContent(elsewhere: readonly string[]): Promise<void> {
    const { signal, onProgress, tmpDir = tmpdir() } = this.#options
    await removeLeftOvers(tmpDir, COPY)
    const folder = join(tmpDir, temporaryName(COPY))
    await mkdir(folder, { mode: 0o700 })
    try {
      const path = join(folder, defaultNames.database)
      await copyFile(join(this.#folder, DATA, defaultNames.database), path)
      const backend = createLocalBackend({ root: join(this.#folder, DATA) })
      const store = createSqliteStore({ path, durability: 'normal' })
      const nx = await createNexus({ store, backend, gc: 'manual', isAdmin: true })
      try {
        const bytes = this.#bytes
        const { problems } = await nx.content.fsck({
          deep: true,
          signal,
          onProgress: ({ done, total }) => onProgress?.({ phase: 'check', done, total, bytes }),
        })
        for (const { kind, message, key, loss } of problems) {
          // What mounts hold was never in the backup.
          if (elsewhere.some((id) => message.includes(id))) continue
          this.#add({ kind, message, loss, ...(key !== undefined && { file: `${DATA}/${key}` }) })
        }
      } finally {
        await nx.close()
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  #add(problem: BackupProblem): void {
    this.#hasLoss ||= problem.loss
    if (this.#problems.length < PROBLEMS) this.#problems.push(problem)
  }
}
