import { tmpdir } from 'node:os'
import { LRUCache } from 'lru-cache'
import { checkPrincipal } from '../access/index.ts'
import {
  AppendStates,
  ContentBackends,
  type ContentContext,
  createBucket,
} from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import { createHookRunner } from '../hooks/index.ts'
import { newId } from '../kit/index.ts'
import { type Mount, MountTable } from '../mounts/index.ts'
import { createNamespaces, DEFAULT_SPACE, ROOT_PATH } from '../path/index.ts'
import type { Backend, MetadataStore, Principal } from '../spec/index.ts'
import { Background } from './background.ts'
import { Collector } from './collector.ts'
import { Engine } from './engine.ts'
import { createHandle } from './handle.ts'
import { MountMaker, type MountMakerParts } from './mount-maker.ts'
import { SavedMounts } from './mount-records.ts'
import { MountSpaces } from './mount-spaces.ts'
import { addMount, prepareSpace } from './mounting.ts'
import { PathLocks } from './path-locks.ts'
import { pluginTools } from './plugin-tools.ts'
import { retentionSettings } from './retention.ts'
import { LogSealer } from './sealing.ts'
import { Session } from './session.ts'
import { SYSTEM_CLOCK } from './system-clock.ts'
import { Trees } from './trees.ts'
import type { Nexus, NexusOptions } from './types.ts'

/** Content up to this size lies in the store by default, where the default backend is near. */
const INLINE_MAX_BYTES = 64 * 1024
/** The pool of all spaces; no tenant can have this name. */
const SHARED_POOL = '.shared'
/** Above this size inline content slows the store down more than it saves. */
const LARGEST_INLINE_BYTES = 1 << 20
/** Objects behind a network that are not looked at again. */
const MOST_SEEN = 100_000
/** MiB of the largest content cache. */
const LARGEST_CACHE_MB = 1 << 20

/**
 * Composes a filesystem explicitly: no configuration, no discovery, no file but the adapters' own.
 * @throws `INVALID_ARGUMENT`, `CONFIG_INVALID`, `PLUGIN_API_VERSION`, `STORE_FORMAT`.
 */
export async function createNexus(options: NexusOptions): Promise<Nexus> {
  const { store, backend, mounts = [], logger, ownsAdapters = true } = options
  checkApiVersion('store', store)
  checkApiVersion('backend', backend)
  const drivers = new Set<Backend>()
  const bucketOfHeld = (driver: Backend) =>
    createBucket(driver, logger === undefined ? {} : { logger })
  const bucketOf = (driver: Backend) => {
    drivers.add(driver)
    return bucketOfHeld(driver)
  }
  const closeAdapters = async () => {
    if (ownsAdapters) await closeAll([store, ...drivers])
  }
  drivers.add(backend)
  for (const { backend: driver } of mounts) if (driver !== undefined) drivers.add(driver)
  try {
    return await open(options, { bucketOf, bucketOfHeld }, closeAdapters)
  } catch (error) {
    await closeAdapters()
    throw error
  }
}

async function open(
  options: NexusOptions,
  buckets: Pick<MountMakerParts, 'bucketOf' | 'bucketOfHeld'>,
  closeAdapters: () => Promise<void>,
): Promise<Nexus> {
  const { store, logger, clock = SYSTEM_CLOCK } = options
  const principal = principalOf(options)
  const namespaces = createNamespaces(options.namespaces)
  const mounts = new MountTable(rootMount(buckets.bucketOf(options.backend)))
  const hooks = createHookRunner(options)
  const { storeId } = await store.migrate()
  const sealer = new LogSealer(store)
  const backends = new ContentBackends(storeId, newId)
  const content = contentContext(options, backends, mounts, sealer)
  const background = new Background({ clock, logger })
  const history = checkedHistory(options)
  const trees = new Trees({ store, content, clock, managed: mounts.root.backend, history })
  const read = { store, content, mounts, trees, namespaces, hooks }
  const shared = { ...read, newId, clock, background, logger }
  background.add(sealer.task())
  const settings = retentionSettings(options)
  const collector = new Collector({ store, content, mounts, clock, settings })
  if (settings.isAutomatic) background.add(collector.task)
  const spaces = new MountSpaces(prepareSpace)
  const onTemplate = () => spaces.renew()
  const resolver = options.backendResolver
  const maker = new MountMaker({ mounts, resolver, onTemplate, ...buckets })
  const saved = new SavedMounts({ store, mounts, maker, logger })
  const shutDown = () => closeAll([maker, { close: closeAdapters }])
  const parts = { ...shared, collector, maker, saved, spaces, opener: principal, shutDown }
  const engine = new Engine(parts)
  try {
    const session = new Session(engine, principal)
    const locks = new PathLocks()
    for (const mount of options.mounts ?? [])
      await session.call(undefined, () => addMount(session, mount, { logged: false }))
    await saved.load()
    await hooks.start((plugin) => pluginTools(engine, principal, locks, plugin))
    return createHandle(session, locks, true)
  } catch (error) {
    await engine.close()
    throw error
  }
}

/** Closes all, also when closing one of them fails. @throws the first failure. */
async function closeAll(adapters: readonly { close(): Promise<void> }[]): Promise<void> {
  const closed = await Promise.allSettled(adapters.map((adapter) => adapter.close()))
  for (const result of closed) if (result.status === 'rejected') throw result.reason
}

function principalOf(options: NexusOptions): Principal {
  const { tenantId: tenant, agentId: agent, userId: user, groups, isAdmin, run } = options
  return checkPrincipal({ tenant, agent, user, groups, isAdmin, run })
}

function contentContext(
  options: NexusOptions,
  backends: ContentBackends,
  mounts: MountTable,
  sealer: LogSealer,
): ContentContext {
  const { store, backend, cacheSizeMb = 100, dedup = 'space', tmpDir = tmpdir(), logger } = options
  const near = backend.capabilities.local && store.capabilities.inlineContent
  const inlineMaxBytes = options.inlineMaxBytes ?? (near ? INLINE_MAX_BYTES : 0)
  checkNumber('inlineMaxBytes', inlineMaxBytes, LARGEST_INLINE_BYTES)
  checkNumber('cacheSizeMb', cacheSizeMb, LARGEST_CACHE_MB)
  if (inlineMaxBytes > 0 && !store.capabilities.inlineContent) {
    throw new NexusError('NOT_SUPPORTED', `The ${store.type} store holds no inline content.`, {
      hint: 'Set inlineMaxBytes to 0.',
    })
  }
  if (dedup !== 'space' && dedup !== 'shared')
    throw new NexusError('INVALID_ARGUMENT', `dedup is ${JSON.stringify(dedup)}.`, {
      hint: 'Give "space" or "shared".',
    })
  const cacheBytes = Math.max(1, Math.floor(cacheSizeMb * (1 << 20)))
  return {
    store,
    backends,
    inlineMaxBytes,
    tmpDir,
    newId,
    random: Math.random,
    logger,
    configured: (pool, file) => {
      const backends = mounts.backends(dedup === 'shared' ? undefined : pool)
      return file === undefined ? backends : mounts.nearFirst(backends, file.space, file.path)
    },
    cache: new LRUCache({
      maxSize: cacheBytes,
      sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
    }),
    seen: new LRUCache({ max: MOST_SEEN }),
    appends: new AppendStates(),
    noteChange: (space) => sealer.note(space),
    poolOf: (space) => (dedup === 'shared' ? SHARED_POOL : space),
  }
}

function checkedHistory({ history }: NexusOptions): NexusOptions['history'] {
  if (history === undefined || ['versioning', 'cas', 'none'].includes(history)) return history
  throw new NexusError('INVALID_ARGUMENT', `history is ${JSON.stringify(history)}.`, {
    hint: 'Give "versioning", "cas" or "none".',
  })
}

function checkNumber(option: string, value: number, largest: number): void {
  if (Number.isFinite(value) && value >= 0 && value <= largest) return
  throw new NexusError('INVALID_ARGUMENT', `${option} is ${value}.`, {
    hint: `Give a number from 0 to ${largest}.`,
  })
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
