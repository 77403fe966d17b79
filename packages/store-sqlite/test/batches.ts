import { newId, sha256 } from '@nexusfs/core/kit'
import {
  type Batch,
  type CommitResult,
  type Id,
  type Json,
  type MetadataStore,
  type NodeRow,
  type OperationType,
  type Precondition,
  ROOT_ID,
} from '@nexusfs/core/spec'

/** What a batch that writes one file may have besides. */
export interface FileOptions {
  readonly parent?: Id
  readonly tags?: Readonly<Record<string, string>>
  readonly preconditions?: readonly Precondition[]
  readonly details?: { readonly [key: string]: Json }
}

/** A batch that writes one file with inline content in space `acme`. */
export function fileBatch(name: string, text: string, options: FileOptions = {}): Batch {
  const { parent = ROOT_ID, tags, preconditions, details } = options
  const bytes = Buffer.from(text)
  return {
    space: 'acme',
    operations: [{ id: newId(), type: 'write', path: `/${name}`, tenant: 'acme', details }],
    preconditions,
    mutations: [
      { kind: 'content', action: 'inline', pool: 'acme', hash: sha256(bytes), bytes },
      {
        kind: 'put',
        parent,
        name,
        id: newId(),
        content: { mutation: 0 },
        contentType: 'text/plain',
        createdBy: 'agent:one',
        ...(tags !== undefined && { attributes: { tags } }),
      },
    ],
  }
}

/** A batch of one operation that does one thing. */
export function batchOf(
  type: OperationType,
  path: string,
  mutation: Batch['mutations'][number],
): Batch {
  return { space: 'acme', operations: [{ id: newId(), type, path }], mutations: [mutation] }
}

/** A batch that makes a directory with so many files in it, as one operation. */
export function treeBatch(name: string, files: number): Batch {
  const bytes = Buffer.from('same')
  return {
    space: 'acme',
    operations: [{ id: newId(), type: 'import', path: `/${name}` }],
    mutations: [
      { kind: 'ensureDirectory', parent: ROOT_ID, name, id: newId() },
      { kind: 'content', action: 'inline', pool: 'acme', hash: sha256(bytes), bytes },
      ...Array.from({ length: files }, (_, index) => ({
        kind: 'put' as const,
        parent: { mutation: 0 },
        name: `file-${index}`,
        id: newId(),
        content: { mutation: 1 },
      })),
    ],
  }
}

/** The node that the mutation at that index made. */
export function nodeOf(result: CommitResult, index: number): NodeRow {
  const node = result.ok ? result.mutations[index]?.node : undefined
  if (node === undefined) throw new Error(`No node ${index} in ${JSON.stringify(result)}`)
  return node
}

/** Writes one file. */
export async function writeFile(
  store: MetadataStore,
  name: string,
  text: string,
  options?: FileOptions,
): Promise<NodeRow> {
  return nodeOf(await store.commit(fileBatch(name, text, options)), 1)
}
