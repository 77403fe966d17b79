import type { HookSignatures, Nexus, PluginContext } from '@nexusfs/core'
import { isNexusError } from '@nexusfs/core/kit'
import type { Candidate } from './check.ts'

/** What `beforeWrite` is told. */
export type WriteRequest = Parameters<HookSignatures['beforeWrite']>[0]

/** Bytes in front of an addition that are looked at with it, for a secret that comes in two parts. */
const BEFORE = 8 * 1024

/** The plugin's handle in the tenant of who calls, so that paths mean the same. */
export function handleFor<Config>(
  { nexus, tenant }: PluginContext<Config>,
  principal: WriteRequest['principal'],
): Nexus {
  return tenant === undefined && principal.tenant !== undefined
    ? nexus.as({ tenantId: principal.tenant })
    : nexus
}

/** The file as a write would leave it; of a file that grows, the end of what is there and what is added. */
export async function draftOf(request: WriteRequest, nexus: Nexus): Promise<Candidate> {
  const { path, contentType, content, operation, signal } = request
  const stream = (): AsyncIterable<Uint8Array> => content.stream()
  const added = content.size ?? (await sizeOf(stream()))
  const there = operation === 'append' ? await sizeAt(nexus, path, signal) : 0
  if (there === 0) return { path, contentType, size: added, open: stream }
  const start = Math.max(0, there - BEFORE)
  const end = await nexus.read(path, { start, signal })
  const open = () => joined(end, stream())
  return { path, contentType, size: there + added, open, isPartial: start > 0 }
}

async function sizeAt(nexus: Nexus, path: string, signal: AbortSignal): Promise<number> {
  try {
    return (await nexus.stat(path, { signal })).size
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return 0
    throw error
  }
}

async function sizeOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0
  for await (const chunk of chunks) size += chunk.byteLength
  return size
}

async function* joined(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}
