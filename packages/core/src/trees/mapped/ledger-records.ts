import { hostname } from 'node:os'
import type { Mount } from '../../mounts/index.ts'
import { parsePath } from '../../path/index.ts'
import type {
  Attributes,
  Id,
  JsonObject,
  MetadataStore,
  Mutation,
  OperationDraft,
  RecordRow,
} from '../../spec/index.ts'
import type {
  DirectoryChange,
  MappedChange,
  MappedHistory,
  ObjectChange,
  Observation,
} from './ledger.ts'
import { historyOf, identityOf } from './mapped-history.ts'

/** The collection of changes that are under way. */
const INTENTS = 'intent'
/** The collection of what was last seen of mapped files. */
const OBSERVATIONS = 'observation'
/** Ids of one question. */
const PAGE = 1000

/** The process that makes a change. */
export interface Owner {
  readonly host: string
  readonly pid: number
}

/** This process. */
export function thisProcess(): Owner {
  return { host: hostname(), pid: process.pid }
}

/** A change as it is written down. Paths are text. */
export interface IntentRecord {
  /** Identity of the mount. */
  readonly mount: string
  readonly mountPoint: string
  readonly space: string
  readonly history: MappedHistory
  readonly owner: Owner
  /** Milliseconds UTC. */
  readonly begun: number
  readonly operation: OperationDraft
  readonly createdBy?: string | undefined
  readonly objects: readonly IntentObject[]
  readonly directories: readonly IntentDirectory[]
  /** Present once nobody can tell whether the change was made. */
  readonly unknown?: string | undefined
}

/** An {@link ObjectChange} as it is written down. */
export interface IntentObject {
  readonly action: ObjectChange['action']
  readonly path: string
  readonly key: string
  readonly before?: Observation | undefined
  readonly digest?: string | undefined
  readonly size?: number | undefined
  readonly contentType?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly from?: { readonly path: string; readonly key: string; readonly seen: Observation }
}

/** A {@link DirectoryChange} as it is written down. */
export interface IntentDirectory {
  readonly action: DirectoryChange['action']
  readonly path: string
  readonly marker?: string | undefined
  readonly target?: string | undefined
}

/** The record of a change that is about to be made by this process. */
export function intentRecord(change: MappedChange, now: number): IntentRecord {
  const { mount, operation, createdBy, objects, directories = [] } = change
  return {
    mount: identityOf(mount),
    mountPoint: mount.mountPoint.text,
    space: mount.space,
    history: historyOf(mount),
    owner: thisProcess(),
    begun: now,
    operation,
    createdBy,
    objects: objects.map(writtenObject),
    directories: directories.map((directory) => ({
      ...directory,
      path: directory.path.text,
      target: directory.action === 'rename' ? directory.target.text : undefined,
    })),
  }
}

function writtenObject(object: ObjectChange): IntentObject {
  const { action, key, before } = object
  const path = object.path.text
  if (action === 'delete') return { action, path, key, before }
  if (action === 'put') {
    const { digest, size, contentType, attributes, kept } = object
    const known = { digest: digest ?? kept?.digest, size: size ?? kept?.size }
    return { action, path, key, before, ...known, contentType, attributes }
  }
  const { from } = object
  return { action, path, key, before, from: { ...from, path: from.path.text } }
}

/** The change that a record tells of. */
export function changeOfRecord(record: IntentRecord, mount: Mount): MappedChange {
  const { operation, createdBy, objects, directories } = record
  return {
    mount,
    operation,
    createdBy,
    objects: objects.map((object) => {
      const { from, ...rest } = object
      const read = { ...rest, path: parsePath(object.path) }
      return (
        from === undefined ? read : { ...read, from: { ...from, path: parsePath(from.path) } }
      ) as ObjectChange
    }),
    directories: directories.map(
      ({ target, ...rest }) =>
        ({
          ...rest,
          path: parsePath(rest.path),
          ...(target !== undefined && { target: parsePath(target) }),
        }) as DirectoryChange,
    ),
  }
}

/** Writes a change down. */
export function putIntent(record: IntentRecord): Mutation {
  const key = record.operation.id
  return { kind: 'record', action: 'put', collection: INTENTS, key, value: plain(record) }
}

/** Strikes a change out. Idempotent. */
export function deleteIntent(id: Id): Mutation {
  return { kind: 'record', action: 'delete', collection: INTENTS, key: id }
}

/** Changes of a mount that are written down, those of which nobody can tell included. */
export async function intentsOf(
  store: MetadataStore,
  mount: string,
): Promise<readonly RecordRow[]> {
  const rows: RecordRow[] = []
  for (let after: string | undefined, more = true; more; ) {
    const options = { index: 'mount', prefix: [mount], after, limit: PAGE }
    const page = await store.scanRecords(INTENTS, options)
    rows.push(...page.rows)
    after = page.next
    more = after !== undefined
  }
  return rows
}

/** What is written down of a change; `undefined` when it has ended. */
export async function findIntent(
  store: MetadataStore,
  id: Id,
): Promise<{ readonly row: RecordRow; readonly record: IntentRecord } | undefined> {
  const [row] = await store.getRecords(INTENTS, [id])
  return row && { row, record: recordOf(row) }
}

/** The content of a record of an intent. */
export function recordOf({ value }: RecordRow): IntentRecord {
  return value as unknown as IntentRecord
}

/** Notes what was seen of a node's object. */
export function putObservation(node: Id, seen: Observation): Mutation {
  const { operation: _, ...value } = seen
  return { kind: 'record', action: 'put', collection: OBSERVATIONS, key: node, value: plain(value) }
}

/** A node has no object any more. Idempotent. */
export function deleteObservation(node: Id): Mutation {
  return { kind: 'record', action: 'delete', collection: OBSERVATIONS, key: node }
}

/** What was last seen of the objects of nodes, in their order. */
export async function observationsOf(
  store: MetadataStore,
  nodes: readonly Id[],
): Promise<readonly (Observation | undefined)[]> {
  const found: (Observation | undefined)[] = []
  for (let start = 0; start < nodes.length; start += PAGE) {
    const rows = await store.getRecords(OBSERVATIONS, nodes.slice(start, start + PAGE))
    found.push(...rows.map((row) => row?.value as unknown as Observation | undefined))
  }
  return found
}

/** Without members that are undefined, as records are. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
