import { setTimeout as wait } from 'node:timers/promises'
import type {
  BlobBeginCopyFromUrlPollState,
  BlobClient,
  BlobGetPropertiesResponse,
} from '@azure/storage-blob'
import { keyNotFound, NexusError, quoteKey } from '@nexusfs/core/kit'
import type { CopyOptions, PutResult } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import type { CallSubject } from './azure-errors.ts'
import type { AzureContainer } from './client.ts'
import { conditionsOf, refuseForeignType } from './conditions.ts'
import { putResult } from './put.ts'
import { blobOf, isAbsent, stop, withoutVersion } from './reading.ts'
import { signedUrl } from './signing.ts'

/** Bytes up to which Azure copies block blobs in one call (https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url). */
const AT_ONCE_BYTES = 256 << 20
/** Milliseconds between looks at a copy that is under way: grows up to this. */
const LONGEST_PAUSE_MS = 5000
/** Seconds for which a copy may read its source. */
const READ_SECONDS = 3600

/** Copies inside the service, which keeps content type, metadata and tier's bytes; the client sees none of them. */
export async function copyObject(
  access: ContainerAccess,
  from: string,
  to: string,
  options: CopyOptions,
): Promise<PutResult> {
  const precondition = await withoutVersion(access, to, options)
  refuseForeignType(to, precondition)
  const { signal, versionId } = options
  return access.run({ what: 'copy to', key: to, precondition, signal }, async (container) => {
    const source = blobOf(access, container, from, versionId)
    const found = await propertiesOf(source, from, signal)
    const copy = new Copy(access, container, {
      ...{ from, to, source, found, versionId },
      subject: { what: 'copy', key: from, signal },
      conditions: conditionsOf(precondition),
    })
    const small = (found.contentLength ?? 0) <= AT_ONCE_BYTES && found.blobType !== 'AppendBlob'
    return small && found.blobType !== 'PageBlob' ? copy.atOnce() : copy.polled()
  })
}

interface CopyPlan {
  readonly from: string
  readonly to: string
  readonly source: BlobClient
  readonly versionId: string | undefined
  readonly found: BlobGetPropertiesResponse
  readonly subject: CallSubject
  readonly conditions: { ifMatch?: string; ifNoneMatch?: string }
}

class Copy {
  readonly #access: ContainerAccess
  readonly #container: AzureContainer
  readonly #plan: CopyPlan
  readonly #target: BlobClient

  constructor(access: ContainerAccess, container: AzureContainer, plan: CopyPlan) {
    this.#access = access
    this.#container = container
    this.#plan = plan
    this.#target = blobOf(access, container, plan.to)
  }

  /** Answers when the copy is there. */
  async atOnce(): Promise<PutResult> {
    const { tier, encryptionScope } = this.#access.settings
    const answer = await this.#target.syncCopyFromURL(await this.#sourceUrl(), {
      ...this.#options(),
      ...(tier !== undefined && { tier }),
      ...(encryptionScope !== undefined && { encryptionScope }),
      ...(await this.#sourceToken()),
    })
    return putResult(answer, this.#plan.found.contentLength ?? 0)
  }

  /** Azure copies on its own time; inside one account that is nearly always at once too. */
  async polled(): Promise<PutResult> {
    if (this.#access.settings.encryptionScope !== undefined) throw scoped(this.#plan.from)
    const { tier } = this.#access.settings
    const poller = await this.#target.beginCopyFromURL(await this.#sourceUrl(), {
      ...this.#options(),
      ...(tier !== undefined && this.#plan.found.blobType === 'BlockBlob' && { tier }),
    })
    try {
      for (let pause = 100; !poller.isDone(); pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
        await wait(pause, undefined, { signal: this.#plan.subject.signal })
        await poller.poll(stop(this.#plan.subject.signal))
      }
    } catch (error) {
      const { copyId } = poller.getOperationState() as BlobBeginCopyFromUrlPollState
      await this.#end(copyId).catch(() => undefined)
      throw error
    }
    const answer = poller.getResult() ?? {}
    // The answer is that of the beginning, when the etag was another.
    const done = await this.#target.getProperties(stop(this.#plan.subject.signal))
    return putResult({ ...answer, ...done }, done.contentLength ?? 0)
  }

  /** Ends a copy that is under way, which leaves an empty blob with the metadata of its source. */
  async #end(copyId: string | undefined): Promise<void> {
    if (copyId !== undefined) await this.#target.abortCopyFromURL(copyId).catch(() => undefined)
    const { copyStatus, contentLength, etag } = await this.#target.getProperties()
    if (copyStatus !== 'aborted' && copyStatus !== 'failed') return
    if (contentLength === 0 && etag !== undefined)
      await this.#target.delete({ conditions: { ifMatch: etag } })
  }

  #options() {
    const { conditions, found, subject } = this.#plan
    return {
      ...stop(subject.signal),
      conditions,
      // What was looked at is what is copied.
      ...(found.etag !== undefined && { sourceConditions: { ifMatch: found.etag } }),
    }
  }

  /** An address that Azure itself may read: signed, unless a token goes along or the address has a signature. */
  async #sourceUrl(): Promise<string> {
    const { source, from, versionId } = this.#plan
    const { kind } = this.#access.settings.connection.access
    if (kind !== 'account key') return source.url
    return signedUrl(this.#access, this.#container, from, {
      permissions: 'r',
      expiresIn: READ_SECONDS,
      versionId,
    })
  }

  async #sourceToken() {
    const { credential } = this.#container.service
    if (!('getToken' in credential)) return {}
    const token = await credential.getToken(this.#container.sdk.StorageOAuthScopes)
    if (token === null) return {}
    return { sourceAuthorization: { scheme: 'Bearer', value: token.token } as const }
  }
}

async function propertiesOf(
  source: BlobClient,
  key: string,
  signal: AbortSignal | undefined,
): Promise<BlobGetPropertiesResponse> {
  try {
    return await source.getProperties(stop(signal))
  } catch (error) {
    throw isAbsent(error) ? keyNotFound(key) : error
  }
}

function scoped(key: string): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `Azure cannot copy ${quoteKey(key)} into the encryption scope: it is larger than 256 MiB or no block blob.`,
    { hint: 'Read it and write it again, or leave encryption_scope out.' },
  )
}
