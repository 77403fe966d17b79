import { type BackendCapabilities, type Bucket, isNexusError } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'

/** Where a probe works. */
export interface ProbeWorld {
  readonly bucket: Bucket
  /** What every key begins with, its slash included. */
  readonly prefix: string
  readonly signal?: AbortSignal | undefined
}

/** One thing that is tried. */
export interface ProbeCase {
  readonly name: string
  /** Whether the backend says that it can; absent for what every backend must. */
  readonly needs?: (capabilities: BackendCapabilities) => boolean
  /** Cases without which it means nothing. */
  readonly after: readonly string[]
  /** @returns what was found. @throws {@link ProbeFailure}, and what the backend throws. */
  attempt(world: ProbeWorld): Promise<string>
}

/** Something that a backend does, though not as it must. */
export class ProbeFailure extends Error {
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.name = 'ProbeFailure'
    this.hint = hint
  }
}

const FIRST = text('nexus probes what this backend does')
const SECOND = text('and writes it a second time')
const RACERS = 8
const IGNORED =
  'The service does not keep conditions: two writers could overwrite each other. Use a service that keeps them, or tell the author of the backend to declare that it cannot.'

/** What is tried, in this order. */
export const PROBE_CASES: readonly ProbeCase[] = [
  {
    name: 'reach',
    after: [],
    async attempt({ bucket, signal }) {
      const answer = await bucket.check({ signal })
      if (!answer.ok) throw new ProbeFailure(`${answer.code}: ${answer.problem}`, answer.hint)
      return 'it answers'
    },
  },
  {
    name: 'write',
    after: ['reach'],
    async attempt(world) {
      const { size } = await put(world, 'a', FIRST)
      return `${size} bytes`
    },
  },
  {
    name: 'read',
    after: ['write'],
    async attempt(world) {
      await expectContent(world, 'a', FIRST)
      const { bucket, prefix, signal } = world
      const info = await bucket.head(`${prefix}a`, { signal })
      if (info?.size !== FIRST.length)
        throw new ProbeFailure(`head gives ${info?.size ?? 'no'} bytes, not ${FIRST.length}`)
      return 'the same bytes'
    },
  },
  {
    name: 'read a range',
    after: ['write'],
    async attempt({ bucket, prefix, signal }) {
      const { body } = await bucket.get(`${prefix}a`, { range: { start: 6, end: 12 }, signal })
      const bytes = await collectBytes(body, FIRST.length)
      if (!Buffer.from(FIRST.subarray(6, 12)).equals(bytes))
        throw new ProbeFailure(`bytes 6 to 12 came as ${bytes.length} other bytes`)
      return 'the bytes that were asked for'
    },
  },
  {
    name: 'overwrite',
    after: ['write'],
    async attempt(world) {
      const before = await put(world, 'b', FIRST)
      const after = await put(world, 'b', SECOND)
      await expectContent(world, 'b', SECOND)
      if (before.etag === after.etag)
        throw new ProbeFailure('the etag stays the same although the content changed')
      return 'the new content, with a new etag'
    },
  },
  {
    name: 'write if absent',
    needs: ({ putIfAbsent }) => putIfAbsent,
    after: ['write'],
    async attempt(world) {
      await put(world, 'c', FIRST, { ifNoneMatch: '*' })
      await expectRefusal('ALREADY_EXISTS', () => put(world, 'c', SECOND, { ifNoneMatch: '*' }))
      await expectContent(world, 'c', FIRST)
      const race = await Promise.allSettled(
        Array.from({ length: RACERS }, (_, index) =>
          put(world, 'd', text(`racer ${index}`), { ifNoneMatch: '*' }),
        ),
      )
      const won = race.filter(({ status }) => status === 'fulfilled').length
      if (won !== 1)
        throw new ProbeFailure(
          `${won} of ${RACERS} writers at once were told that they won`,
          IGNORED,
        )
      return `the second is refused, and one of ${RACERS} at once wins`
    },
  },
  {
    name: 'write if unchanged',
    needs: ({ putIfMatch }) => putIfMatch,
    after: ['write'],
    async attempt(world) {
      const { etag } = await put(world, 'e', FIRST)
      await put(world, 'e', SECOND, { ifMatch: etag })
      await expectRefusal('CONFLICT', () => put(world, 'e', FIRST, { ifMatch: etag }))
      await expectContent(world, 'e', SECOND)
      return 'it writes with the etag that is there, and is refused with an old one'
    },
  },
  {
    name: 'metadata',
    needs: ({ objectMetadata }) => objectMetadata,
    after: ['write'],
    async attempt({ bucket, prefix, signal }) {
      const key = `${prefix}f`
      const given = { metadata: { probe: 'yes' }, contentType: 'text/plain', signal }
      await bucket.put(key, bytesSource(FIRST), given)
      const info = await bucket.head(key, { signal })
      if (info?.metadata?.probe !== 'yes') throw new ProbeFailure('metadata comes back without it')
      return 'it comes back'
    },
  },
  {
    name: 'list',
    after: ['write'],
    async attempt(world) {
      const { bucket, prefix, signal } = world
      const names = ['list/a b.txt', 'list/a.txt', 'list/a/b.txt', 'list/z.txt', 'list/ä.txt']
      for (const name of names) await put(world, name, FIRST)
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = await bucket.list({ prefix: `${prefix}list/`, limit: 2, cursor, signal })
        found.push(...page.objects.map(({ key }) => key.slice(prefix.length)))
        cursor = page.cursor
      } while (cursor !== undefined)
      if (found.join('\n') !== names.join('\n'))
        throw new ProbeFailure(`${names.length} keys came as: ${found.join(', ') || 'none'}`)
      return `${names.length} keys in byte order, in pages`
    },
  },
  {
    name: 'copy',
    needs: ({ copy }) => copy,
    after: ['write'],
    async attempt(world) {
      const { bucket, prefix, signal } = world
      await bucket.copy(`${prefix}a`, `${prefix}g`, { signal })
      await expectContent(world, 'g', FIRST)
      return 'the same bytes under another key'
    },
  },
  {
    name: 'rename',
    needs: ({ rename }) => rename,
    after: ['write'],
    async attempt(world) {
      const { bucket, prefix, signal } = world
      await put(world, 'h', SECOND)
      await bucket.rename(`${prefix}h`, `${prefix}i`, { signal })
      await expectContent(world, 'i', SECOND)
      await expectAbsent(world, 'h')
      return 'the new key has it, the old one nothing'
    },
  },
  {
    name: 'delete if unchanged',
    needs: ({ deleteIfMatch }) => deleteIfMatch,
    after: ['write'],
    async attempt(world) {
      const { bucket, prefix, signal } = world
      const { etag } = await put(world, 'j', FIRST)
      await put(world, 'j', SECOND)
      const key = `${prefix}j`
      await expectRefusal('CONFLICT', () =>
        bucket.delete(key, { precondition: { ifMatch: etag }, signal }),
      )
      await expectContent(world, 'j', SECOND)
      return 'it is refused with an old etag'
    },
  },
  {
    name: 'delete',
    after: ['write'],
    async attempt(world) {
      const { bucket, prefix, signal } = world
      await bucket.delete(`${prefix}a`, { signal })
      await expectAbsent(world, 'a')
      await bucket.delete(`${prefix}a`, { signal })
      return 'it is gone, and deleting it again is fine'
    },
  },
]

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

function put(
  { bucket, prefix, signal }: ProbeWorld,
  name: string,
  bytes: Uint8Array,
  precondition?: { readonly ifNoneMatch: '*' } | { readonly ifMatch: string },
): ReturnType<Bucket['put']> {
  return bucket.put(`${prefix}${name}`, bytesSource(bytes), { precondition, signal })
}

async function expectContent(
  { bucket, prefix, signal }: ProbeWorld,
  name: string,
  expected: Uint8Array,
): Promise<void> {
  const { body } = await bucket.get(`${prefix}${name}`, { signal })
  const bytes = await collectBytes(body, 1024 * 1024)
  if (!Buffer.from(expected).equals(bytes))
    throw new ProbeFailure(`reads ${bytes.length} other bytes than the ${expected.length} written`)
}

async function expectAbsent({ bucket, prefix, signal }: ProbeWorld, name: string): Promise<void> {
  const info = await bucket.head(`${prefix}${name}`, { signal })
  if (info !== undefined) throw new ProbeFailure('the key is still there')
}

async function expectRefusal(
  code: 'ALREADY_EXISTS' | 'CONFLICT',
  call: () => Promise<unknown>,
): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (isNexusError(error, code)) return
    throw error
  }
  throw new ProbeFailure(`a condition that does not hold is ignored (no ${code})`, IGNORED)
}
