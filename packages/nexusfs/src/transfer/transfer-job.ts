import { isNexusError, NexusError } from '@nexusfs/core'
import { hostError } from './host-error.ts'
import type {
  FailedTransfer,
  InvalidName,
  TransferAction,
  TransferOptions,
  TransferReport,
} from './types.ts'

/** Codes that concern one file only, so that the others can go on. */
const PER_FILE = new Set([
  'ACCESS_DENIED',
  'READ_ONLY',
  'VETOED',
  'INVALID_PATH',
  'PATH_TOO_LONG',
  'INVALID_ARGUMENT',
  'ALREADY_EXISTS',
  'CONFLICT',
  'NOT_FOUND',
  'NOT_A_DIRECTORY',
  'IS_A_DIRECTORY',
  'NOT_EMPTY',
  'TOO_LARGE',
  'CORRUPT',
  'ARCHIVED',
  'NOT_SUPPORTED',
  'BACKEND_NOT_CONFIGURED',
])

/** The running state of one transfer: its counters, its failures, its progress. */
export class TransferJob {
  readonly options: TransferOptions
  copied = 0
  copiedBytes = 0
  equal = 0
  directories = 0
  deleted = 0
  symbolicLinks = 0
  specialFiles = 0
  excluded = 0
  total: number | undefined
  readonly #invalidNames: InvalidName[] = []
  readonly #failed: FailedTransfer[] = []
  #streamed = 0

  constructor(options: TransferOptions) {
    this.options = options
  }

  /** Throws when the caller has given up. */
  checkSignal(): void {
    if (this.options.signal?.aborted === true)
      throw new NexusError('ABORTED', 'The transfer was interrupted; what is copied stays.', {
        hint: 'Run it again: what is equal already is skipped.',
        cause: this.options.signal.reason,
      })
  }

  act(action: TransferAction): void {
    this.options.onAction?.(action)
  }

  markCopied(path: string, bytes: number): void {
    this.copied += 1
    this.copiedBytes += bytes
    this.#streamed = 0
    this.#progress(path)
  }

  markEqual(path: string): void {
    this.equal += 1
    this.#progress(path)
  }

  /** Tells bytes of a file that is still under way. */
  markBytes(path: string, bytes: number): void {
    this.#streamed += bytes
    this.#progress(path)
  }

  markInvalid(path: string, reason: string): void {
    this.#invalidNames.push({ path, reason })
  }

  /** Notes the failure of one file, or throws what concerns the whole transfer. */
  markFailed(path: string, thrown: unknown): void {
    const error = hostError(thrown, path)
    if (!isNexusError(error) || !PER_FILE.has(error.code)) throw error
    const { code, message } = error
    if (code === 'INVALID_PATH') this.markInvalid(path, message)
    else this.#failed.push({ path, code, message })
    this.#streamed = 0
    this.#progress(path)
  }

  get hasFailed(): boolean {
    return this.#failed.length > 0
  }

  report(): TransferReport {
    return {
      copied: this.copied,
      copiedBytes: this.copiedBytes,
      equal: this.equal,
      directories: this.directories,
      deleted: this.deleted,
      symbolicLinks: this.symbolicLinks,
      specialFiles: this.specialFiles,
      excluded: this.excluded,
      invalidNames: this.#invalidNames,
      failed: this.#failed,
    }
  }

  #progress(path: string): void {
    this.options.onProgress?.({
      done: this.copied + this.equal + this.#failed.length,
      total: this.total,
      path,
      bytes: this.copiedBytes + this.#streamed,
    })
  }
}
