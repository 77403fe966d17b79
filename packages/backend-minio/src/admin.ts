import { hash } from 'node:crypto'
import { isNexusError, NexusError } from '@nexusfs/core/kit'
import type { BackendAdmin, CallOptions, LifecycleRule, PendingUpload } from '@nexusfs/core/spec'
import type { BucketPlace } from './bucket-place.ts'
import type { Calls } from './calls.ts'
import { concerns, parseRule, ruleDocument } from './lifecycle.ts'
import { elementsOf, textOf, urlDecoded, type XmlElement } from './xml.ts'

/** What whoever owns the bucket can do to it. */
export class MinioAdmin implements BackendAdmin {
  readonly #calls: Calls
  readonly #place: BucketPlace
  readonly #keepsVersions: (on: boolean) => void

  /** @param keepsVersions - Told whether the bucket keeps versions from now on. */
  constructor(calls: Calls, place: BucketPlace, keepsVersions: (on: boolean) => void) {
    this.#calls = calls
    this.#place = place
    this.#keepsVersions = keepsVersions
  }

  ensureBucket(options: CallOptions = {}): Promise<boolean> {
    return this.#place.ensure(options)
  }

  async versioning({ signal }: CallOptions = {}): Promise<'on' | 'suspended' | 'off'> {
    const call = { method: 'GET', query: { versioning: '' }, signal } as const
    const { text, xml } = await this.#calls.document(call)
    const status = textOf(xml.read(text, 'VersioningConfiguration')?.Status)
    if (status === 'Enabled') return 'on'
    return status === 'Suspended' ? 'suspended' : 'off'
  }

  async setVersioning(on: boolean, { signal }: CallOptions = {}): Promise<void> {
    const status = on ? 'Enabled' : 'Suspended'
    const body = Buffer.from(
      `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`,
    )
    const call = { method: 'PUT', query: { versioning: '' }, body, signal } as const
    await this.#place.present({ signal })
    await this.#calls.run(call)
    this.#keepsVersions(on)
  }

  /** Those of the bucket that concern objects of this backend. */
  async lifecycleRules(options: CallOptions = {}): Promise<readonly LifecycleRule[]> {
    const { prefix } = this.#calls.settings
    const rows = (await this.#rules(options)).map(({ row }) => parseRule(row, prefix))
    return rows.filter((row) => concerns(row, prefix)).map(({ rule }) => rule)
  }

  /**
   * Replaces all rules of the bucket. Where the backend has a prefix, rules for other prefixes of the bucket stay: they
   * are somebody else's, and {@link lifecycleRules} does not show them.
   */
  async setLifecycleRules(
    rules: readonly LifecycleRule[],
    options: CallOptions = {},
  ): Promise<void> {
    const { prefix } = this.#calls.settings
    const own = rules.map((rule) => ruleDocument(rule, prefix))
    const others = prefix === '' ? [] : await this.#otherRules(options)
    const { signal } = options
    const query = { lifecycle: '' }
    if (own.length + others.length === 0) {
      await this.#calls.run({ method: 'DELETE', query, signal })
      return
    }
    const document = `<LifecycleConfiguration>${[...others, ...own].join('')}</LifecycleConfiguration>`
    const body = Buffer.from(document)
    const headers = { 'content-md5': hash('md5', body, 'base64') }
    const call = { method: 'PUT', query, headers, body, signal } as const
    await this.#place.present({ signal })
    await this.#calls.run(call)
  }

  async listUploads({ signal }: CallOptions = {}): Promise<readonly PendingUpload[]> {
    const { prefix } = this.#calls.settings
    const found: PendingUpload[] = []
    let markers: Readonly<Record<string, string>> = {}
    for (;;) {
      // The server takes a prefix for the name of one object, so that all are asked for.
      const query = { uploads: '', 'encoding-type': 'url', 'max-uploads': 1000, ...markers }
      const { text, xml } = await this.#calls.document({ method: 'GET', query, signal })
      const result = xml.read(text, 'ListMultipartUploadsResult')
      const rows = elementsOf(result?.Upload).map((row) => uploadOf(row, prefix))
      found.push(...rows.filter((row) => row !== undefined))
      const next = urlDecoded(result?.NextKeyMarker)
      if (textOf(result?.IsTruncated) !== 'true' || next === '') break
      markers = { 'key-marker': next, 'upload-id-marker': textOf(result?.NextUploadIdMarker) }
    }
    return found.sort((one, other) => one.startedAt - other.startedAt)
  }

  async abortUpload(
    { key, uploadId }: Pick<PendingUpload, 'key' | 'uploadId'>,
    { signal }: CallOptions = {},
  ): Promise<void> {
    const gone = new NexusError('NOT_FOUND', `There is no upload ${JSON.stringify(uploadId)}.`)
    const call = { method: 'DELETE', key, query: { uploadId }, signal } as const
    await this.#calls
      .run(call, ({ code }) => (code === 'NoSuchUpload' ? gone : undefined))
      .catch((error: unknown) => {
        if (error !== gone) throw error
      })
  }

  async #otherRules(options: CallOptions): Promise<readonly string[]> {
    const { prefix } = this.#calls.settings
    return (await this.#rules(options)).flatMap(({ row, text }) =>
      concerns(parseRule(row, prefix), prefix) ? [] : [text],
    )
  }

  /** The rules with the text in which the server gave them. */
  async #rules({ signal }: CallOptions): Promise<readonly { row: XmlElement; text: string }[]> {
    const none = new NexusError('NOT_FOUND', 'The bucket has no rules.')
    const call = { method: 'GET', query: { lifecycle: '' }, signal } as const
    try {
      const { text, xml } = await this.#calls.document(call, ({ code }) =>
        code === 'NoSuchLifecycleConfiguration' ? none : undefined,
      )
      const rows = elementsOf(xml.read(text, 'LifecycleConfiguration')?.Rule)
      const texts = text.match(/<Rule>.*?<\/Rule>/gs) ?? []
      return rows.map((row, index) => ({ row, text: texts[index] ?? '' }))
    } catch (error) {
      if (error === none) return []
      const missing = isNexusError(error, 'BUCKET_NOT_FOUND') && this.#place.makesMissing
      if (missing) return []
      throw error
    }
  }
}

/** `undefined` for one of another prefix. */
function uploadOf(row: XmlElement, prefix: string): PendingUpload | undefined {
  const key = urlDecoded(row.Key)
  if (!key.startsWith(prefix)) return undefined
  return {
    key: key.slice(prefix.length),
    uploadId: textOf(row.UploadId),
    startedAt: Date.parse(textOf(row.Initiated)),
  }
}
