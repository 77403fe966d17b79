import { createHash } from 'node:crypto'
import { isNexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import { type Backend, type ContentRow, INLINE } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { type ContentProblem, locationOf } from './fsck-problems.ts'
import { objectKey } from './object-key.ts'
import { pagesOf } from './pages.ts'

/** How content is checked. */
export interface ContentCheckOptions {
  /** Reads and hashes all of it. */
  readonly deep: boolean
  /** Marks what is damaged, so that writing the same bytes heals it. */
  readonly repair: boolean
  readonly signal?: AbortSignal | undefined
}

/** One content that was checked. */
export interface CheckedContent {
  readonly bytes: number
  readonly problem?: ContentProblem | undefined
}

/** Checks all content that the store takes for present. What was let go meanwhile is left out. */
export async function* checkContent(
  context: ContentContext,
  options: ContentCheckOptions,
): AsyncGenerator<CheckedContent> {
  const list = (after: string | undefined) => context.store.listContent({ after, limit: 200 })
  for await (const rows of pagesOf(list))
    for (const row of rows) {
      throwIfAborted(options.signal)
      if (row.state === 'pending' || row.state === 'condemned') continue
      // What lies elsewhere is others' to keep.
      if (row.locator !== undefined) continue
      const problem = await checkRow(context, row, options)
      if (problem !== undefined && (await hasChanged(context, row))) continue
      const isDoubted = problem !== undefined && options.repair && (await doubt(context, row))
      yield { bytes: row.size, problem: problem && { ...problem, repaired: isDoubted } }
    }
}

async function checkRow(
  context: ContentContext,
  row: ContentRow,
  options: ContentCheckOptions,
): Promise<ContentProblem | undefined> {
  if (row.parts !== undefined) return checkParts(row)
  return row.backend === INLINE
    ? checkInline(context, row, options)
    : checkObject(context, row, options)
}

/** Parts are content of their own, which is checked as such. */
function checkParts(row: ContentRow): ContentProblem | undefined {
  const size = row.parts?.reduce((sum, part) => sum + part.size, 0)
  if (size === row.size) return undefined
  return lost(row, 'size', `Content ${row.hash} has ${row.size} bytes, and its parts ${size}.`)
}

async function checkInline(
  { store }: ContentContext,
  row: ContentRow,
  { deep }: ContentCheckOptions,
): Promise<ContentProblem | undefined> {
  if (!deep) return undefined
  try {
    const bytes = await store.readInline(row.reference)
    return judge(row, 'in the store', bytes.byteLength, hashOf(bytes))
  } catch (error) {
    if (!isNexusError(error, 'CORRUPT')) throw error
    return lost(row, 'missing', `Content ${row.hash} is missing in the store.`)
  }
}

async function checkObject(
  context: ContentContext,
  row: ContentRow,
  { deep, signal }: ContentCheckOptions,
): Promise<ContentProblem | undefined> {
  const key = objectKey(row.pool, row.hash, row.generation)
  const backend = await findBackend(context, row)
  if (backend === undefined)
    return lost(
      row,
      'missing',
      `Content ${row.hash} lies on the backend ${row.backend}, which is not configured.`,
    )
  const where = `as ${key} on ${locationOf(backend)}`
  const found = deep
    ? await readObject(backend, key, signal)
    : await headObject(backend, key, signal)
  const problem =
    found === undefined
      ? lost(row, 'missing', `Content ${row.hash} is missing ${where}.`)
      : judge(row, where, found.size, found.hash)
  return problem && { ...problem, key, backend: locationOf(backend) }
}

function judge(
  row: ContentRow,
  where: string,
  size: number,
  hash: string | undefined,
): ContentProblem | undefined {
  if (size !== row.size)
    return lost(row, 'size', `Content ${row.hash} ${where} has ${size} bytes, not ${row.size}.`)
  if (hash === undefined || hash === row.hash) return undefined
  return lost(row, 'corrupt', `Content ${row.hash} ${where} is damaged: its hash is ${hash}.`)
}

function lost(row: ContentRow, kind: ContentProblem['kind'], message: string): ContentProblem {
  return { kind, message, loss: true, content: row.reference }
}

async function findBackend(context: ContentContext, row: ContentRow): Promise<Backend | undefined> {
  try {
    return await context.backends.get(row.backend, context.configured(row.pool))
  } catch (error) {
    if (isNexusError(error, 'BACKEND_NOT_CONFIGURED')) return undefined
    throw error
  }
}

interface FoundObject {
  readonly size: number
  readonly hash?: string | undefined
}

async function headObject(
  backend: Backend,
  key: string,
  signal: AbortSignal | undefined,
): Promise<FoundObject | undefined> {
  const info = await backend.head(key, { signal })
  return info && { size: info.size }
}

async function readObject(
  backend: Backend,
  key: string,
  signal: AbortSignal | undefined,
): Promise<FoundObject | undefined> {
  try {
    const hasher = createHash('sha256')
    let size = 0
    for await (const chunk of (await backend.get(key, { signal })).body) {
      hasher.update(chunk)
      size += chunk.byteLength
    }
    return { size, hash: hasher.digest('hex') }
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Whether the content was let go or renewed since it was listed. */
async function hasChanged({ store }: ContentContext, row: ContentRow): Promise<boolean> {
  const now = await store.findContent(row)
  return (
    now === undefined ||
    now.reference !== row.reference ||
    now.generation !== row.generation ||
    now.state !== row.state
  )
}

async function doubt({ store }: ContentContext, row: ContentRow): Promise<boolean> {
  const { reference: content, generation } = row
  const mark = { kind: 'content', action: 'suspect', content, generation } as const
  return (await store.commit({ space: DEFAULT_SPACE, operations: [], mutations: [mark] })).ok
}
