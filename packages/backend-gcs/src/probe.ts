import { isNexusError } from '@nexusfs/core/kit'
import type { BackendCapabilities, BackendProbeOptions } from '@nexusfs/core/spec'
import { versioningOf } from './admin.ts'
import type { GcsContext } from './context.ts'
import { copyObject } from './copy.ts'
import { deleteObject } from './delete.ts'
import { putObject } from './put.ts'

type Learned = Partial<BackendCapabilities>

/** A generation that no object has. */
const OTHER = '1'

/**
 * What is not known from the documentation: whether the bucket keeps versions, and, of an endpoint that is not
 * Google's, whether it looks at conditions. For that an object is made in `.nexusfs/`, and removed.
 */
export async function probe(
  context: GcsContext,
  { readonly, signal }: BackendProbeOptions,
): Promise<Learned> {
  const versions = await keepsVersions(context, signal)
  if (readonly || context.settings.isGoogle) return { ...versions, origin: 'probed' }
  return { ...versions, ...(await conditions(context, signal)), origin: 'probed' }
}

/** Who may read and write objects may not always look at the bucket; then versions are not relied on. */
async function keepsVersions(
  context: GcsContext,
  signal: AbortSignal | undefined,
): Promise<Learned> {
  try {
    return { versions: (await versioningOf(context, { signal })) === 'on' }
  } catch (error) {
    if (isNexusError(error, 'BACKEND_DENIED')) return { versions: false }
    throw error
  }
}

async function conditions(context: GcsContext, signal: AbortSignal | undefined): Promise<Learned> {
  const key = `.nexusfs/probe-${context.settings.ids()}`
  const bytes = new TextEncoder().encode('probe')
  const source = {
    size: bytes.byteLength,
    rewindable: true,
    bytes,
    open: async function* () {
      yield bytes
    },
  }
  const made = new Set<string>()
  const put = async (ifMatch?: string) => {
    const precondition = ifMatch === undefined ? ({ ifNoneMatch: '*' } as const) : { ifMatch }
    made.add((await putObject(context, key, source, { precondition, signal })).etag)
  }
  const copy = async () => {
    const options = { precondition: { ifMatch: OTHER }, signal }
    made.add((await copyObject(context, key, key, options)).etag)
  }
  const remove = () => deleteObject(context, key, { precondition: { ifMatch: OTHER }, signal })
  try {
    await put()
    return {
      putIfAbsent: await isRefused(put()),
      putIfMatch: await isRefused(put(OTHER)),
      copyConditions: await isRefused(copy()),
      deleteIfMatch: await isRefused(remove()),
    }
  } finally {
    // Each generation by its number: nothing stays, also where versions are kept.
    for (const generation of made) await deleteObject(context, key, { generation })
  }
}

async function isRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (isNexusError(error, 'ALREADY_EXISTS') || isNexusError(error, 'CONFLICT')) return true
    throw error
  }
}
