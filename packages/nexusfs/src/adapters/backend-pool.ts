import type { Backend, BackendDefinition, FactoryContext, Logger } from '@nexusfs/core'
import { createSharedResources, type SharedResources } from '@nexusfs/core/kit'
import { makeAdapter } from './make-adapter.ts'

/** A backend of the pool, as one user holds it. */
export interface PooledBackend {
  readonly backend: Backend
  /** Idempotent. Whoever releases last closes the backend. */
  release(): Promise<void>
}

/** Who hears of a shared backend: whoever has held it longest. */
interface Entry {
  readonly backend: Backend
  readonly loggers: Set<Logger>
}

// Mounts of several handles in one process on one bucket shall use one driver, and handles know nothing of each other:
// this is the one place that they share. A definition that nobody has any more takes its entries along.
const POOLS = new WeakMap<BackendDefinition, SharedResources<Entry>>()

/**
 * A backend of a definition with options that its schema made: the one that somebody in this process holds already where
 * all of them are equal, else a new one. Options that are no plain data, such as functions, give one of their own, and
 * so does a definition that says that each one is another place.
 */
export async function holdBackend(
  definition: BackendDefinition,
  options: unknown,
  { logger }: FactoryContext,
): Promise<PooledBackend> {
  const loggers = new Set<Logger>()
  const context = { logger: loggerOf(loggers) }
  const make = (): Entry => ({
    backend: makeAdapter(definition, options, context) as Backend,
    loggers,
  })
  if (definition.shared === false || !isPlain(options)) {
    const { backend } = make()
    loggers.add(logger)
    return { backend, release: () => backend.close() }
  }
  const { resource, release } = await poolOf(definition).acquire(options, make)
  // The same logger may hold it several times.
  const own = { ...logger }
  for (const level of LEVELS) own[level] = logger[level].bind(logger)
  resource.loggers.add(own)
  return {
    backend: resource.backend,
    release() {
      resource.loggers.delete(own)
      return release()
    },
  }
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

function poolOf(definition: BackendDefinition): SharedResources<Entry> {
  const known = POOLS.get(definition)
  if (known !== undefined) return known
  const pool = createSharedResources<Entry>(({ backend }) => backend.close())
  POOLS.set(definition, pool)
  return pool
}

function loggerOf(loggers: ReadonlySet<Logger>): Logger {
  const first = (): Logger | undefined => loggers.values().next().value
  return {
    debug: (...line) => first()?.debug(...line),
    info: (...line) => first()?.info(...line),
    warn: (...line) => first()?.warn(...line),
    error: (...line) => first()?.error(...line),
  }
}

/** Whether two values that look alike are alike: texts, numbers, truth values, and lists and mappings of them. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    return false
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isPlain)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isMapping = prototype === Object.prototype || prototype === null
  return isMapping && Object.values(value).every(isPlain)
}
