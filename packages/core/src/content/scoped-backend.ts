import { NexusError } from '../errors/index.ts'
import type {
  Backend,
  BackendAdmin,
  BackendCapabilities,
  BackendDescription,
  ObjectInfo,
  ObjectPrecondition,
  ObjectSummary,
} from '../spec/index.ts'

/**
 * The part of a backend whose keys begin with a prefix, as a backend of its own: nothing outside of it can be read,
 * written or listed, whatever key is given. What concerns the bucket as a whole can be seen as far as it concerns the
 * part, and is changed through the backend itself; there is no `native`. Closing it leaves the backend open.
 * @param prefix - Not empty, without leading and with a trailing `/`.
 */
export function scopedBackend(backend: Backend, prefix: string): Backend {
  return Object.assign(new ScopedBackend(backend, prefix), optionalMembers(backend, prefix))
}

class ScopedBackend implements Backend {
  readonly apiVersion = 1
  readonly #backend: Backend
  readonly #prefix: string
  readonly admin: BackendAdmin | undefined
  #known: { readonly of: BackendCapabilities; readonly scoped: BackendCapabilities } | undefined

  constructor(backend: Backend, prefix: string) {
    this.#backend = backend
    this.#prefix = prefix
    this.admin = backend.admin && adminOf(backend.admin, prefix)
  }

  get type(): string {
    return this.#backend.type
  }

  /** Those of the backend as they are now, with shorter keys. */
  get capabilities(): BackendCapabilities {
    const of = this.#backend.capabilities
    if (this.#known?.of !== of) {
      const maxKeyBytes = of.maxKeyBytes - Buffer.byteLength(this.#prefix)
      this.#known = {
        of,
        scoped: { ...of, maxKeyBytes, admin: of.admin && this.admin !== undefined },
      }
    }
    return this.#known.scoped
  }

  describe(): BackendDescription {
    const { location, ...rest } = this.#backend.describe()
    const part = this.#prefix.slice(0, -1)
    return { ...rest, location: `${location}${location.endsWith('/') ? '' : '/'}${part}` }
  }

  async head(...[key, options]: Parameters<Backend['head']>): Promise<ObjectInfo | undefined> {
    const info = await this.#backend.head(this.#prefix + key, options)
    return info && this.#within(info)
  }

  async get(...[key, options]: Parameters<Backend['get']>): ReturnType<Backend['get']> {
    const given = options && { ...options, ...this.#condition(options) }
    const result = await this.#backend.get(this.#prefix + key, given)
    return { ...result, info: this.#within(result.info) }
  }

  put(...[key, source, options]: Parameters<Backend['put']>): ReturnType<Backend['put']> {
    const given = options && { ...options, ...this.#condition(options) }
    return this.#backend.put(this.#prefix + key, source, given)
  }

  delete(...[key, options]: Parameters<Backend['delete']>): Promise<void> {
    const given = options && { ...options, ...this.#condition(options) }
    return this.#backend.delete(this.#prefix + key, given)
  }

  async list({
    prefix = '',
    startAfter,
    ...options
  }: Parameters<Backend['list']>[0]): ReturnType<Backend['list']> {
    const page = await this.#backend.list({
      ...options,
      prefix: this.#prefix + prefix,
      ...(startAfter !== undefined && { startAfter: this.#prefix + startAfter }),
    })
    // A marker of the prefix itself (`tenant/`) is nothing that lies in it.
    const objects = page.objects.filter(({ key }) => key !== this.#prefix)
    return {
      ...page,
      objects: objects.map((object) => this.#within(object)),
      prefixes: page.prefixes.map((one) => one.slice(this.#prefix.length)),
    }
  }

  check(...[options]: Parameters<Backend['check']>): ReturnType<Backend['check']> {
    return this.#backend.check(options)
  }

  async close(): Promise<void> {}

  #within<Named extends ObjectInfo | ObjectSummary>(named: Named): Named {
    return within(named, this.#prefix)
  }

  #condition(options: Conditional) {
    return conditionOf(options, this.#prefix)
  }
}

/** What can be seen of a bucket from a part of it. */
function adminOf(admin: BackendAdmin, prefix: string): BackendAdmin {
  const refuse = async (): Promise<never> => {
    throw new NexusError('NOT_SUPPORTED', 'A part of a bucket cannot change the whole of it.', {
      hint: 'Do it with the backend of the whole bucket, or with the tools of the provider.',
    })
  }
  return {
    ensureBucket: refuse,
    setVersioning: refuse,
    setLifecycleRules: refuse,
    versioning: (options) => admin.versioning(options),
    async lifecycleRules(options) {
      return (await admin.lifecycleRules(options)).flatMap((rule) => {
        if (prefix.startsWith(rule.prefix)) return [{ ...rule, prefix: '' }]
        return rule.prefix.startsWith(prefix)
          ? [{ ...rule, prefix: rule.prefix.slice(prefix.length) }]
          : []
      })
    },
    async listUploads(options) {
      const uploads = await admin.listUploads(options)
      return uploads
        .filter(({ key }) => key.startsWith(prefix))
        .map((upload) => within(upload, prefix))
    },
    abortUpload: (upload, options) =>
      admin.abortUpload({ ...upload, key: prefix + upload.key }, options),
  }
}

/** The members that not every driver has; those that it has. */
function optionalMembers(backend: Backend, prefix: string): Partial<Backend> {
  const { deleteMany, copy, rename, presign, setMetadata, listVersions, setTier, probe } = backend
  const scoped: Partial<{ -readonly [Name in keyof Backend]: Backend[Name] }> = {}
  if (deleteMany)
    scoped.deleteMany = (keys, options) => {
      const all = keys.map((key) => prefix + key)
      return deleteMany.call(backend, all, options)
    }
  if (copy)
    scoped.copy = (from, to, options) => {
      const given = options && { ...options, ...conditionOf(options, prefix) }
      return copy.call(backend, prefix + from, prefix + to, given)
    }
  if (rename)
    scoped.rename = (from, to, options) => rename.call(backend, prefix + from, prefix + to, options)
  if (presign) scoped.presign = (key, options) => presign.call(backend, prefix + key, options)
  if (setMetadata)
    scoped.setMetadata = (key, metadata, options) =>
      setMetadata.call(backend, prefix + key, metadata, options)
  if (listVersions)
    scoped.listVersions = async (key, options) => {
      const page = await listVersions.call(backend, prefix + key, options)
      return { ...page, versions: page.versions.map((version) => within(version, prefix)) }
    }
  if (setTier)
    scoped.setTier = (key, tier, options) => setTier.call(backend, prefix + key, tier, options)
  if (probe) scoped.probe = (options) => probe.call(backend, options)
  return scoped
}

type Conditional = { readonly precondition?: ObjectPrecondition | undefined }

function within<Named extends { readonly key: string }>(named: Named, prefix: string): Named {
  return { ...named, key: named.key.slice(prefix.length) }
}

/** What was observed names the key as the part of the backend knows it. */
function conditionOf({ precondition }: Conditional, prefix: string): Conditional {
  if (precondition === undefined || !('ifUnchanged' in precondition)) return {}
  const { ifUnchanged: seen } = precondition
  return { precondition: { ifUnchanged: { ...seen, key: prefix + seen.key } } }
}
