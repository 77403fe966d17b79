import { tmpdir } from 'node:os'
import { LRUCache } from 'lru-cache'
import { checkPrincipal } from '../access/index.ts'
import { ContentBackends, type ContentContext, createBucket, HashStates } from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import { createHookRunner } from '../hooks/index.ts'
import { newId } from '../kit/index.ts'
import { type Mount, MountTable } from '../mounts/index.ts'
import { createNamespaces, DEFAULT_SPACE, ROOT_PATH } from '../path/index.ts'
import type { Backend, MetadataStore, Principal } from '../spec/index.ts'
import { Engine } from './engine.ts'
import { createHandle } from './handle.ts'
import { addMount } from './mounting.ts'
import { Session } from './session.ts'
import type { Nexus, NexusOptions } from './types.ts'

/** Content up to this size lies in the store by default, where the default backend is near. */
const INLINE_MAX_BYTES = 64 * 1024
/** The pool of all spaces; no tenant can have this name. */
const SHARED_POOL = '.shared'
/** Above this size inline content slows the store down more than it saves. */
const LARGEST_INLINE_BYTES = 1 << 20

/**
 * Composes a filesystem explicitly: no configuration, no discovery, no file but the adapters' own.
 * @throws `INVALID_ARGUMENT`, `CONFIG_INVALID`, `PLUGIN_API_VERSION`, `STORE_FORMAT`.
 */
export async function createNexus(options: NexusOptions): Promise<Nexus> {
  const principal = principalOf(options)
  const namespaces = createNamespaces(options.namespaces)
  const { store, logger } = options
  checkApiVersion('store', store)
  checkApiVersion('backend', options.backend)
  for (const mount of options.mounts ?? []) checkApiVersion('backend', mount.backend)
  const buckets = new Map<Backend, Backend>()
  const bucketOf = (backend: Backend): Backend => {
    const bucket =
      buckets.get(backend) ?? createBucket(backend, logger === undefined ? {} : { logger })
    buckets.set(backend, bucket)
    return bucket
  }
  const mounts = new MountTable(rootMount(bucketOf(options.backend)))
  const hooks = createHookRunner(options)
  const { storeId } = await store.migrate()
  const backends = new ContentBackends(storeId, newId)
  const content = contentContext(options, backends, mounts)
  const ownsAdapters = options.ownsAdapters ?? true
  const shutDown = async () => {
    await hooks.stop()
    if (!ownsAdapters) return
    await store.close()
    for (const bucket of buckets.values()) await bucket.close()
  }
  const engine = new Engine({
    store,
    content,
    mounts,
    namespaces,
    hooks,
    newId,
    logger,
    bucketOf,
    shutDown,
  })
  try {
    await hooks.start()
    const session = new Session(engine, principal)
    for (const mount of options.mounts ?? [])
      await session.call(undefined, () => addMount(session, mount))
  } catch (error) {
    await engine.close()
    throw error
  }
  return createHandle(engine, principal)
}

function principalOf(options: NexusOptions): Principal {
  const { tenantId: tenant, agentId: agent, userId: user, groups, isAdmin, run } = options
  return checkPrincipal({ tenant, agent, user, groups, isAdmin, run })
}

function contentContext(
  options: NexusOptions,
  backends: ContentBackends,
  mounts: MountTable,
): ContentContext {
  const { store, backend, cacheSizeMb = 100, dedup = 'space', tmpDir = tmpdir(), logger } = options
  const near = backend.capabilities.local && store.capabilities.inlineContent
  const inlineMaxBytes = options.inlineMaxBytes ?? (near ? INLINE_MAX_BYTES : 0)
  if (
    !Number.isSafeInteger(inlineMaxBytes) ||
    inlineMaxBytes < 0 ||
    inlineMaxBytes > LARGEST_INLINE_BYTES
  ) {
    throw new NexusError('INVALID_ARGUMENT', `inlineMaxBytes is ${inlineMaxBytes}.`, {
      hint: `Give 0 to ${LARGEST_INLINE_BYTES} bytes.`,
    })
  }
  if (inlineMaxBytes > 0 && !store.capabilities.inlineContent) {
    throw new NexusError('NOT_SUPPORTED', `The ${store.type} store holds no inline content.`, {
      hint: 'Set inlineMaxBytes to 0.',
    })
  }
  const cacheBytes = Math.max(1, Math.floor(cacheSizeMb * (1 << 20)))
  return {
    store,
    backends,
    inlineMaxBytes,
    tmpDir,
    newId,
    logger,
    configured: () => mounts.backends(),
    cache: new LRUCache({
      maxSize: cacheBytes,
      sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
    }),
    hashStates: new HashStates(),
    poolOf: (space) => (dedup === 'shared' ? SHARED_POOL : space),
  }
}

function rootMount(backend: Backend): Mount {
  return {
    id: 'root',
    space: DEFAULT_SPACE,
    mountPoint: ROOT_PATH,
    backend,
    layout: 'cas',
    priority: Number.MIN_SAFE_INTEGER,
    readonly: false,
  }
}

function checkApiVersion(
  kind: 'store' | 'backend',
  adapter: MetadataStore | Backend | undefined,
): void {
  if (adapter === undefined)
    throw new NexusError('INVALID_ARGUMENT', `createNexus needs a ${kind}.`, {
      hint: `Give { ${kind} }, for instance one of the memory adapters.`,
    })
  const version: unknown = adapter.apiVersion
  if (version === 1) return
  throw new NexusError(
    'PLUGIN_API_VERSION',
    `The ${kind} "${adapter.type}" speaks contract version ${version}; this core speaks 1.`,
    {
      hint: `Update the package of the ${kind}, or @nexusfs/core.`,
    },
  )
}
