import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Json, MetadataStore, RecordMutation, RecordRow } from '../spec/index.ts'
import { findJsonProblem } from './check-attributes.ts'
import { createPagedListing } from './listing.ts'
import type { Session } from './session.ts'
import type { PluginRecord, PluginRecords } from './types.ts'

/** The collection of what plugins keep, keyed `plugin/key`. */
const COLLECTION = 'plugin'
/** Characters of the longest key. */
const MAX_KEY = 512
/** Bytes of the longest value, as JSON. */
const MAX_BYTES = 1 << 20
/** Rows of a page. */
const PAGE = 500
/** Tries of a swap that met other changes of the record; each starts from what is there then. */
const ATTEMPTS = 8

/** The records of one plugin, through the session of its handle. */
export function createPluginRecords(session: Session, plugin: string): PluginRecords {
  const { store } = session.parts
  const keyOf = (key: string): string => `${plugin}/${checkedKey(plugin, key)}`
  const change = async (mutation: RecordMutation): Promise<void> => {
    await store.commit({
      space: DEFAULT_SPACE,
      operations: [],
      preconditions: [],
      mutations: [mutation],
    })
  }
  return {
    get: (key) => session.call(undefined, async () => storedValue(await find(store, keyOf(key)))),
    put: (key, value) =>
      session.call(undefined, () =>
        change(mutationOf(keyOf(key), checkedValue(plugin, key, value))),
      ),
    delete: (key) => session.call(undefined, () => change(mutationOf(keyOf(key), undefined))),
    swap: (key, seen, value) =>
      session.call(undefined, () =>
        swap(
          store,
          keyOf(key),
          seen,
          value === undefined ? value : checkedValue(plugin, key, value),
        ),
      ),
    list: ({ prefix = '', limit } = {}) =>
      createPagedListing(() => pages(store, `${plugin}/`, prefix), {
        limit,
        gate: session.gate(undefined),
      }),
  }
}

async function find(store: MetadataStore, key: string): Promise<RecordRow | undefined> {
  return (await store.getRecords(COLLECTION, [key]))[0]
}

/** Values lie in an object, as records are objects. */
function storedValue(row: RecordRow | undefined): Json | undefined {
  return row?.value.value
}

function mutationOf(key: string, value: Json | undefined): RecordMutation {
  const record = { kind: 'record', collection: COLLECTION, key } as const
  return value === undefined
    ? { ...record, action: 'delete' }
    : { ...record, action: 'put', value: { value } }
}

/** @throws `BUSY` when the record is changed, to what was seen, again and again. */
async function swap(
  store: MetadataStore,
  key: string,
  seen: Json | undefined,
  value: Json | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await find(store, key)
    if (!isSame(storedValue(row), seen)) return false
    const result = await store.commit({
      space: DEFAULT_SPACE,
      operations: [],
      preconditions: [
        { kind: 'record', collection: COLLECTION, key, version: row?.version ?? null },
      ],
      mutations: [mutationOf(key, value)],
    })
    if (result.ok) return true
  }
  throw new NexusError('BUSY', `The record ${key} is changed all the time.`, { hint: 'Try again.' })
}

/** Whether two JSON values are equal; the order of members does not count. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other
  const [left, right] = [Object.entries(one), Object.entries(other)]
  return (
    Array.isArray(one) === Array.isArray(other) &&
    left.length === right.length &&
    left.every(
      ([name, value]) => Object.hasOwn(other, name) && isSame(value, Reflect.get(other, name)),
    )
  )
}

async function* pages(
  store: MetadataStore,
  own: string,
  prefix: string,
): AsyncGenerator<readonly PluginRecord[]> {
  let after: string | undefined
  do {
    const options = { prefix: `${own}${prefix}`, after, limit: PAGE }
    const page = await store.scanRecords(COLLECTION, options)
    yield page.rows.map((row) => ({
      key: row.key.slice(own.length),
      value: storedValue(row) ?? null,
    }))
    after = page.next
  } while (after !== undefined)
}

function checkedKey(plugin: string, key: unknown): string {
  const isSound =
    typeof key === 'string' && key !== '' && key.length <= MAX_KEY && key.isWellFormed()
  if (isSound) return key
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Plugin "${plugin}" used a record key that is no text of 1 to ${MAX_KEY} characters.`,
  )
}

function checkedValue(plugin: string, key: string, value: Json): Json {
  const problem = findJsonProblem(value)
  if (problem !== undefined)
    throw new NexusError(
      'INVALID_ARGUMENT',
      `The record ${JSON.stringify(key)} of plugin "${plugin}" ${problem}; values must be JSON.`,
      { hint: 'Use text, finite numbers, booleans, null, arrays and plain objects.' },
    )
  const bytes = Buffer.byteLength(JSON.stringify(value))
  if (bytes <= MAX_BYTES) return structuredClone(value)
  throw new NexusError(
    'TOO_LARGE',
    `The record ${JSON.stringify(key)} of plugin "${plugin}" would be ${bytes} bytes of JSON; ${MAX_BYTES} is the most.`,
    { hint: 'Keep large data in a file.' },
  )
}
