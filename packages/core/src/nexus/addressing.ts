import { objectKey } from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import { contentTypeOf } from '../kit/index.ts'
import { type Backend, INLINE } from '../spec/index.ts'
import { getFile, isADirectory, notFound } from '../trees/managed/index.ts'
import { keyOf } from '../trees/mapped/keys.ts'
import type { Located, Session } from './session.ts'
import type { Nexus, UrlOptions } from './types.ts'

/** Seconds of the longest signed address that all providers give. */
const LONGEST_SECONDS = 7 * 24 * 60 * 60
const DEFAULT_SECONDS = 3600

/** url. */
export function createAddressing(session: Session): Pick<Nexus, 'url'> {
  return {
    url: (path, options = {}) =>
      session.call(options.signal, () => addressOf(session, path, options), path),
  }
}

/** Bytes of one object. */
interface Target {
  readonly backend: Backend
  readonly key: string
  readonly contentType?: string | undefined
}

async function addressOf(session: Session, path: string, options: UrlOptions): Promise<string> {
  const { expiresIn = DEFAULT_SECONDS, method = 'GET', contentType, signal } = options
  checkOptions(path, method, expiresIn)
  const located = method === 'GET' ? session.locate(path, 'read') : session.changeable(path)
  if (session.isStructural(located.path)) throw isADirectory(located.path)
  await askHooks(session, located, method, signal)
  const target = await targetOf(session, located, method, signal)
  requirePresign(located, target.backend)
  const url = await target.backend.presign?.(target.key, {
    method,
    expiresIn,
    signal,
    ...(method === 'GET'
      ? {
          fileName: located.path.segments.at(-1) as string,
          contentType: contentType ?? target.contentType ?? typeOf(located),
        }
      : contentType !== undefined && { contentType }),
  })
  return url as string
}

/** Who may not read may not have an address either; what is uploaded past a hook, no hook can look at. */
async function askHooks(
  { parts: { hooks }, principal }: Session,
  { path }: Located,
  method: 'GET' | 'PUT',
  signal: AbortSignal | undefined,
): Promise<void> {
  if (method === 'GET') {
    const request = { path: path.text, principal, operation: 'read' }
    if (hooks.has('beforeRead')) await hooks.before('beforeRead', request, signal)
  } else if (hooks.has('beforeWrite') || hooks.has('afterWrite'))
    throw notSupported(path.text, 'plugins look at what is written', 'Write it with write().')
}

async function targetOf(
  session: Session,
  located: Located,
  method: 'GET' | 'PUT',
  signal: AbortSignal | undefined,
): Promise<Target> {
  const { mount, path } = located
  if (mount.layout === 'cas')
    return method === 'GET' ? contentTarget(session, located) : Promise.reject(noUpload(path.text))
  const key = keyOf(mount, path)
  if (key === '') throw isADirectory(path)
  const { backend } = mount
  requirePresign(located, backend)
  const info = await backend.head(key, { signal })
  if (method === 'PUT') {
    const found = info ?? (await located.tree.find(located, { signal }))
    if (found !== undefined && 'type' in found && found.type === 'directory')
      throw isADirectory(path)
    return { backend, key }
  }
  if (info === undefined) {
    await located.tree.stat(located, { signal })
    throw isADirectory(path)
  }
  if (info.archive === 'archived' || info.archive === 'restoring') throw archived(path.text)
  return { backend, key, contentType: info.contentType }
}

/** @throws `NOT_SUPPORTED` for content that is not one object. */
async function contentTarget({ parts }: Session, { space, path }: Located): Promise<Target> {
  const { store, content } = parts
  const { node } = await getFile(store, space, path)
  const reference = node.content
  if (reference === undefined) throw notFound(path)
  const row = await store.getContent(reference)
  if (row.backend === INLINE && row.parts === undefined)
    throw notSupported(path.text, 'its content lies in the metadata store', READ_IT)
  if (row.parts !== undefined)
    throw notSupported(
      path.text,
      `its content lies in ${row.parts.length} parts, since it was appended to`,
      'Write the file whole, or read it with readStream().',
    )
  const backend = await content.backends.get(
    row.backend,
    content.configured(row.pool, { space, path: path.text }),
  )
  const key = objectKey(row.pool, row.hash, row.generation)
  return { backend, key, contentType: node.contentType }
}

const READ_IT = 'Read it with read() or readStream(), or copy it to a cloud mount.'

function requirePresign({ path }: Located, { type, capabilities }: Backend): void {
  if (capabilities.presign) return
  throw notSupported(path.text, `the ${type} backend signs no addresses`, READ_IT)
}

function typeOf({ path }: Located): string {
  return contentTypeOf(path.segments.at(-1) as string)
}

/** @throws `INVALID_ARGUMENT`. */
function checkOptions(path: string, method: unknown, expiresIn: number): void {
  if (method !== 'GET' && method !== 'PUT')
    throw new NexusError(
      'INVALID_ARGUMENT',
      `No address of ${path} is given for the method ${JSON.stringify(method)}.`,
      { path, hint: 'Ask for GET or PUT.' },
    )
  if (Number.isSafeInteger(expiresIn) && expiresIn >= 1 && expiresIn <= LONGEST_SECONDS) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `An address of ${path} cannot hold for ${expiresIn} s.`,
    {
      path,
      hint: `Give whole seconds from 1 to ${LONGEST_SECONDS} (7 days), which is as long as providers sign.`,
    },
  )
}

function noUpload(path: string): NexusError {
  return notSupported(
    path,
    'what is uploaded to layout cas is known by its hash only once it was read',
    'Write it with write(), or upload to a mount of layout path.',
  )
}

function archived(path: string): NexusError {
  return new NexusError(
    'ARCHIVED',
    `${path} is archived, so an address of it would give nothing.`,
    {
      path,
      hint: 'Restore it first with the restore of its provider, see mounts.backend().',
    },
  )
}

function notSupported(path: string, reason: string, hint: string): NexusError {
  return new NexusError('NOT_SUPPORTED', `There is no address of ${path}: ${reason}.`, {
    path,
    hint,
  })
}
