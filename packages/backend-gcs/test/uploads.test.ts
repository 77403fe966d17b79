import { bytesSource, type NexusError, onceSource } from '@nexusfs/core/kit'
import type { PutResult, Source } from '@nexusfs/core/spec'
import { describe, expect, test } from 'vitest'
import { md5 } from './md5.ts'
import { recorded } from './recorded.ts'
import { type SessionFault, UploadSession } from './upload-session.ts'

const MEBI = 1 << 20
const CONTENT = Buffer.from(
  Uint8Array.from({ length: 2 * 8 * MEBI + 1000 }, (_, index) => (index * 31) >> 3),
)

async function upload(
  source: Source,
  faults: Readonly<Record<number, SessionFault>> = {},
): Promise<{
  readonly session: UploadSession
  readonly result: PutResult | NexusError
  readonly sent: readonly string[]
  readonly last: Readonly<Record<string, string>>
}> {
  const session = new UploadSession(faults)
  const { backend, requests, close } = await recorded(session.answer)
  const result = await backend.put('a', source).catch((error: NexusError) => error)
  await close()
  const sent = requests.map(({ method }) => method)
  const last = requests.findLast(({ method }) => method === 'PUT')?.headers ?? {}
  return { session, result, sent, last }
}

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += length)
    yield bytes.subarray(start, start + length)
}

const once = () => onceSource(pieces(CONTENT, 300_007))

describe('large bodies', () => {
  test.each([
    ['bytes', () => bytesSource(CONTENT)],
    ['a stream that can be read once', once],
  ])(
    '%s go in one session, in pieces of 8 MiB, with the checksum at the end',
    async (_, source) => {
      const { session, result, sent, last } = await upload(source())
      expect(sent).toEqual(['POST', 'PUT', 'PUT', 'PUT'])
      expect(session.ranges).toEqual([
        `bytes 0-${8 * MEBI - 1}/*`,
        `bytes ${8 * MEBI}-${16 * MEBI - 1}/*`,
        `bytes ${16 * MEBI}-${CONTENT.byteLength - 1}/${CONTENT.byteLength}`,
      ])
      expect(session.received.equals(CONTENT)).toBe(true)
      expect(last['x-goog-hash']).toBe(`md5=${md5(CONTENT)}`)
      expect(result).toMatchObject({ size: CONTENT.byteLength })
    },
  )

  test.each([0, 1, 8 * MEBI])(
    '%i bytes of a stream are one request without a session',
    async (size) => {
      const source = onceSource(pieces(CONTENT.subarray(0, size), 1_000_003))
      const { sent } = await upload(source)
      expect(sent).toEqual(['POST'])
    },
  )

  test('one byte more is a session of two pieces', async () => {
    const { session } = await upload(bytesSource(CONTENT.subarray(0, 8 * MEBI + 1)))
    expect(session.ranges).toEqual([
      `bytes 0-${8 * MEBI - 1}/*`,
      `bytes ${8 * MEBI}-${8 * MEBI}/${8 * MEBI + 1}`,
    ])
  })
})

describe('a line that breaks in the middle of an upload', () => {
  test.each([
    ['while a piece is sent', { 2: { takes: 256 * 1024 } }],
    ['after a piece was taken', { 1: 'lost' }],
    ['in the last piece', { 3: { takes: 500 } }],
    ['after the object was stored', { 3: 'lost' }],
    ['by an answer of 503', { 2: { status: 503 } }],
    ['by an answer of 429', { 2: { status: 429 } }],
    ['twice, also while the provider is asked', { 2: { takes: 0 }, 3: { status: 503 } }],
  ] as const)('%s: it goes on from where the provider is, also of a stream', async (_, faults) => {
    const { session, result } = await upload(once(), faults)
    expect(result).toMatchObject({ size: CONTENT.byteLength })
    expect(session.received.equals(CONTENT)).toBe(true)
    expect(session.ranges).toContain('bytes */*')
    expect(session.cancelled).toBe(false)
  })

  test('for ever is UNAVAILABLE in the end, and the session is ended', async () => {
    const faults = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [index + 2, { status: 503 }]),
    )
    const { session, result } = await upload(once(), faults)
    expect(result).toMatchObject({ code: 'UNAVAILABLE' })
    expect(session.cancelled).toBe(true)
  })
})

describe('uploads that do not end', () => {
  test('a denial is no reason to try again, and ends the session', async () => {
    const { session, result } = await upload(once(), { 2: { status: 403 } })
    expect(result).toMatchObject({ code: 'BACKEND_DENIED' })
    expect(session.ranges).toHaveLength(2)
    expect(session.cancelled).toBe(true)
  })

  test('a source that fails midway ends the session, and its error is given', async () => {
    const failing = async function* () {
      yield CONTENT.subarray(0, 9 * MEBI)
      throw new Error('the disk broke')
    }
    const { session, result } = await upload(onceSource(failing()))
    expect((result as Error).message).toBe('the disk broke')
    expect(session.cancelled).toBe(true)
  })

  test('a signal that is raised midway stops the upload, and ends the session', async () => {
    const session = new UploadSession()
    const { backend, close } = await recorded(session.answer)
    const controller = new AbortController()
    const endless = async function* () {
      for (let count = 0; ; count++) {
        if (count === 12) controller.abort()
        yield CONTENT.subarray(0, MEBI)
      }
    }
    const put = backend.put('a', onceSource(endless()), { signal: controller.signal })
    await expect(put).rejects.toMatchObject({ code: 'ABORTED' })
    await expect.poll(() => session.cancelled).toBe(true)
    await close()
  })

  test('the place of a session is in no error', async () => {
    const { result } = await upload(once(), { 1: { status: 400 } })
    const { message, hint, cause } = result as NexusError
    expect(`${message} ${hint} ${String(cause)}`).not.toContain('canary-session')
  })
})
