import type { BlockBlobClient, BlockBlobUploadOptions } from '@azure/storage-blob'
import { isNexusError } from '@nexusfs/core/kit'
import type { ObjectPrecondition, PutOptions, PutResult, Source } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import { BLOCK_BYTES, blocksOf } from './blocks.ts'
import { checksumOf } from './checksum.ts'
import type { AzureContainer } from './client.ts'
import { conditionsOf, etagOf, foreignType, otherType, refuseForeignType } from './conditions.ts'
import { encodeMetadata } from './metadata.ts'
import { blobOf, stop, withoutVersion } from './reading.ts'
import type { AzureSettings } from './settings.ts'
import { StagedUpload } from './staged-upload.ts'
import { tierOf } from './tier.ts'

/** Writes an object: up to 8 MiB in one call, more as blocks that appear when their list is committed. */
export async function putObject(
  access: ContainerAccess,
  key: string,
  source: Source,
  options: PutOptions,
): Promise<PutResult> {
  const precondition = await withoutVersion(access, key, options)
  refuseForeignType(key, precondition)
  const { signal } = options
  const subject = { what: 'write', key, precondition, signal }
  const write = { ...options, precondition }
  const container = await access.open(subject)
  const blocks = blocksOf(key, source)[Symbol.asyncIterator]()
  try {
    const held = await firstBlocks(blocks)
    if (held.length === 1) return await putWhole(access, key, held[0] as Uint8Array, write)
    const blob = container.patient.getBlockBlobClient(access.nameOf(key))
    const commitTo = container.container.getBlockBlobClient(access.nameOf(key))
    const upload = new StagedUpload(blob, {
      signal,
      encryptionScope: access.settings.encryptionScope,
      translated: (error) => access.translated(error, subject),
    })
    const size = await upload.stageAll(joined(held, blocks))
    return await access.run(subject, async () => {
      const answer = await commitTo.commitBlockList(upload.ids, {
        ...stop(signal),
        ...propertiesOf(write, access.settings),
        conditions: conditionsOf(precondition),
      })
      return putResult(answer, size)
    })
  } finally {
    await blocks.return?.(undefined)
  }
}

/** What Azure answers to writes. */
export function putResult(
  answer: { etag?: string; versionId?: string; lastModified?: Date },
  size: number,
): PutResult {
  const { etag, versionId, lastModified } = answer
  return {
    etag: etagOf(etag, undefined),
    size,
    ...(versionId !== undefined && { versionId }),
    ...(lastModified !== undefined && { modifiedAt: lastModified.getTime() }),
  }
}

/**
 * Writes in one call. Azure would let it replace a blob of another type, so without a condition it is first tried as the
 * making of a new object, which costs new objects nothing; for one that is there its type is looked at.
 */
async function putWhole(
  access: ContainerAccess,
  key: string,
  bytes: Uint8Array,
  options: PutOptions,
): Promise<PutResult> {
  if (options.precondition !== undefined) return upload(access, key, bytes, options)
  try {
    return await upload(access, key, bytes, { ...options, precondition: { ifNoneMatch: '*' } })
  } catch (error) {
    if (!isNexusError(error, 'ALREADY_EXISTS')) throw error
  }
  await checkType(access, key, options)
  return upload(access, key, bytes, options)
}

function upload(
  access: ContainerAccess,
  key: string,
  bytes: Uint8Array,
  options: PutOptions,
): Promise<PutResult> {
  const { precondition, signal } = options
  return access.run({ what: 'write', key, precondition, signal }, async (container) => {
    const answer = await blockBlobOf(access, container, key).upload(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      bytes.byteLength,
      {
        ...stop(signal),
        ...propertiesOf(options, access.settings),
        ...checksumOf(bytes),
        conditions: conditionsOf(precondition),
      },
    )
    return putResult(answer, bytes.byteLength)
  })
}

/** @throws `NOT_SUPPORTED` where a put would turn a blob of another type into a block blob. */
async function checkType(
  access: ContainerAccess,
  key: string,
  { signal }: PutOptions,
): Promise<void> {
  const type = await access.run({ what: 'look at', key, signal }, async (container) => {
    const answer = await blobOf(access, container, key)
      .getProperties(stop(signal))
      .catch(() => undefined)
    return foreignType(answer?.blobType)
  })
  if (type !== undefined) throw otherType(key, type)
}

function blockBlobOf(
  access: ContainerAccess,
  { container }: AzureContainer,
  key: string,
): BlockBlobClient {
  return container.getBlockBlobClient(access.nameOf(key))
}

function propertiesOf(
  options: Pick<PutOptions, 'contentType' | 'metadata' | 'tier'> & {
    readonly precondition?: ObjectPrecondition | undefined
  },
  settings: AzureSettings,
): BlockBlobUploadOptions {
  const { contentType, metadata } = options
  const tier = options.tier === undefined ? settings.tier : tierOf(options.tier)
  const { encryptionScope } = settings
  return {
    ...(contentType !== undefined && { blobHTTPHeaders: { blobContentType: contentType } }),
    ...(metadata !== undefined && { metadata: encodeMetadata(metadata) }),
    ...(tier !== undefined && { tier }),
    ...(encryptionScope !== undefined && { encryptionScope }),
  }
}

/** The first block, and the second where there is one. */
async function firstBlocks(blocks: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const first = await blocks.next()
  const held: Uint8Array[] = [first.value]
  if (held[0] === undefined || held[0].byteLength < BLOCK_BYTES) return held
  const second = await blocks.next()
  if (second.done !== true) held.push(second.value)
  return held
}

/** Those that are held, which are let go one by one, and the rest. */
async function* joined(
  held: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let next = held.shift(); next !== undefined; next = held.shift()) yield next
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
