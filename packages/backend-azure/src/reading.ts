import type { Readable } from 'node:stream'
import type { BlobClient, BlobDownloadResponseParsed } from '@azure/storage-blob'
import { checkPrecondition, isNexusError, keyNotFound, resolveRange } from '@nexusfs/core/kit'
import type {
  ByteRange,
  CallOptions,
  GetOptions,
  GetResult,
  ObjectInfo,
  ObjectPrecondition,
} from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import type { CallSubject } from './azure-errors.ts'
import { bodyOf, noBytes } from './body.ts'
import type { AzureContainer } from './client.ts'
import { conditionsOf } from './conditions.ts'
import { failureOf } from './failure.ts'
import { infoOf, isFolder } from './info.ts'

/** The object at a key, or `undefined` where there is none. */
export function headObject(
  access: ContainerAccess,
  key: string,
  options: CallOptions & { readonly versionId?: string | undefined } = {},
): Promise<ObjectInfo | undefined> {
  const { signal, versionId } = options
  return access.run({ what: 'look at', key, signal }, async (container) => {
    try {
      const answer = await blobOf(access, container, key, versionId).getProperties(stop(signal))
      if (isFolder(answer.metadata) && !key.endsWith('/')) return undefined
      return infoOf(key, answer.contentLength ?? 0, answer)
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw error
    }
  })
}

/** The object that a call must find. @throws `NOT_FOUND`. */
export async function findObject(
  access: ContainerAccess,
  key: string,
  options: CallOptions & { readonly versionId?: string | undefined } = {},
): Promise<ObjectInfo> {
  const info = await headObject(access, key, options)
  if (info === undefined) throw keyNotFound(key)
  return info
}

/** A condition on a version as one on the etag that the version has: Azure knows no other. @throws `CONFLICT`. */
export async function withoutVersion(
  access: ContainerAccess,
  key: string,
  {
    precondition,
    signal,
  }: CallOptions & { readonly precondition?: ObjectPrecondition | undefined },
): Promise<ObjectPrecondition | undefined> {
  if (precondition === undefined || !('ifVersion' in precondition)) return precondition
  const current = await headObject(access, key, { signal })
  checkPrecondition(key, precondition, current)
  return { ifUnchanged: current as ObjectInfo }
}

/** Reads an object or a part of it. */
export async function getObject(
  access: ContainerAccess,
  key: string,
  options: GetOptions,
): Promise<GetResult> {
  const precondition = await withoutVersion(access, key, options)
  const read = new Reading(access, key, { ...options, precondition })
  // Azure has no ranges from the end, and takes one of no bytes as one up to the end.
  if (needsSize(options.range)) return read.bySize()
  return read.byRange()
}

class Reading {
  readonly #access: ContainerAccess
  readonly #key: string
  readonly #options: GetOptions
  readonly #subject: CallSubject

  constructor(access: ContainerAccess, key: string, options: GetOptions) {
    this.#access = access
    this.#key = key
    this.#options = options
    const { precondition, signal } = options
    this.#subject = { what: 'read', key, precondition, signal }
  }

  /** Looks at the object first, and reads what was looked at. */
  async bySize(): Promise<GetResult> {
    const { versionId, signal, precondition, range } = this.#options
    const info = await findObject(this.#access, this.#key, { versionId, signal })
    checkPrecondition(this.#key, precondition, info)
    const { start, end } = resolveRange(range, info.size)
    if (start === end) return { info, range: { start, end }, body: noBytes() }
    return this.#download(start, end, { ifUnchanged: info })
  }

  async byRange(): Promise<GetResult> {
    const { range, precondition } = this.#options
    const { start = 0, end } = (range ?? {}) as { start?: number; end?: number }
    try {
      return await this.#download(start, end, precondition)
    } catch (error) {
      // Azure has no range in an empty object, not even one from its beginning.
      if (!isNexusError(error, 'INVALID_RANGE')) throw error
      return this.bySize()
    }
  }

  async #download(
    start: number,
    end: number | undefined,
    precondition: ObjectPrecondition | undefined,
  ): Promise<GetResult> {
    const answer = await this.#ask(start, end, precondition)
    const length = answer.contentLength ?? 0
    const [, total] = /\/(\d+)$/.exec(answer.contentRange ?? '') ?? []
    const info = infoOf(this.#key, total === undefined ? length : Number(total), answer)
    const range = { start, end: start + length }
    const body = bodyOf({
      ...range,
      stream: answer.readableStreamBody as Readable,
      signal: this.#options.signal,
      reopen: async (position) => {
        const rest = await this.#ask(position, range.end, { ifUnchanged: info })
        return rest.readableStreamBody as Readable
      },
      broken: () => this.#access.translated({ code: 'ECONNRESET' }, this.#subject),
    })
    return { info, range, body }
  }

  #ask(
    start: number,
    end: number | undefined,
    precondition: ObjectPrecondition | undefined,
  ): Promise<BlobDownloadResponseParsed> {
    const { versionId, signal } = this.#options
    return this.#access.run({ ...this.#subject, precondition }, (container) => {
      const count = end === undefined ? undefined : end - start
      return blobOf(this.#access, container, this.#key, versionId).download(start, count, {
        ...stop(signal),
        conditions: conditionsOf(precondition),
        maxRetryRequests: 0,
      })
    })
  }
}

/** A blob, or one version of it. */
export function blobOf(
  access: ContainerAccess,
  { container }: Pick<AzureContainer, 'container'>,
  key: string,
  versionId?: string | undefined,
): BlobClient {
  const blob = container.getBlobClient(access.nameOf(key))
  return versionId === undefined ? blob : blob.withVersion(versionId)
}

/** The signal as the SDK takes it. */
export function stop(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

/** Whether an error says that the blob, and not the container, is missing. */
export function isAbsent(error: unknown): boolean {
  const { status, code } = failureOf(error)
  return status === 404 && code !== 'ContainerNotFound'
}

function needsSize(range: ByteRange | undefined): boolean {
  return range !== undefined && ('suffix' in range || range.start === range.end)
}
