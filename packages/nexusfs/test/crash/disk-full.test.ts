import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkDatabase } from './check-folder.ts'
import { contentHash, type Piece, pieceBytes } from './content.ts'
import { openEmbedded } from './embedded.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

const MEBIBYTES = 12
const BALLAST = 4 * 2 ** 20

const probe = mountSmallDisk(1)
if ('reason' in probe) {
  process.stderr.write(
    `\nSKIPPED: the tests of a full disk need to mount a tmpfs, which is not permitted here (${probe.reason}). Run them as root.\n\n`,
  )
} else {
  probe.unmount()
}

let disk: SmallDisk | undefined

afterEach(() => {
  disk?.unmount()
  disk = undefined
})

describe.skipIf('reason' in probe)('a disk that runs full', () => {
  for (const [kind, inlineMaxBytes, size] of [
    ['inline content', 65_536, 20_000],
    ['objects', 0, 100_000],
    ['streams', 0, 1_500_000],
  ] as const) {
    test(`under ${kind} is NO_SPACE, loses nothing acknowledged and is usable again once there is room`, async () => {
      const folder = smallFolder()
      const ballast = join(folder, 'ballast')
      writeFileSync(ballast, Buffer.alloc(BALLAST, 1))
      const acknowledged = new Map<string, string>()

      const nexus = await openEmbedded(join(folder, 'data'), inlineMaxBytes)
      const failure = await fill(nexus, size, kind === 'streams', acknowledged)
      expect(failure).toMatchObject({ code: 'NO_SPACE' })
      expect(acknowledged.size).toBeGreaterThan(1)
      await expectAll(nexus, acknowledged)

      rmSync(ballast)
      await nexus.write('/after/room.bin', pieceBytes({ seed: 1_000_000, size: 50_000 }))
      acknowledged.set('/after/room.bin', contentHash([{ seed: 1_000_000, size: 50_000 }]))
      await expectAll(nexus, acknowledged)
      await nexus.close()

      const later = await openEmbedded(join(folder, 'data'), inlineMaxBytes)
      await expectAll(later, acknowledged)
      await later.close()
      expect(checkDatabase(join(folder, 'data'))).toEqual([])
    }, 60_000)
  }

  test('still opens and reads while it is full', async () => {
    const folder = smallFolder()
    const acknowledged = new Map<string, string>()
    const nexus = await openEmbedded(join(folder, 'data'), 65_536)
    await fill(nexus, 20_000, false, acknowledged)
    await nexus.close()
    const later = await openEmbedded(join(folder, 'data'), 65_536)
    await expectAll(later, acknowledged)
    await later.close()
  }, 60_000)
})

type Opened = Awaited<ReturnType<typeof openEmbedded>>

function smallFolder(): string {
  const mounted = mountSmallDisk(MEBIBYTES)
  if ('reason' in mounted) throw new Error(mounted.reason)
  disk = mounted
  return mounted.folder
}

/** Writes until a write fails, four at once, and gives that failure. */
async function fill(
  nexus: Opened,
  size: number,
  stream: boolean,
  acknowledged: Map<string, string>,
): Promise<unknown> {
  for (let round = 0; round < 10_000; round++) {
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, async (_, index) => {
        const piece = { seed: round * 4 + index, size }
        const path = `/files/${piece.seed}.bin`
        await nexus.write(path, stream ? once(piece) : pieceBytes(piece))
        acknowledged.set(path, contentHash([piece]))
      }),
    )
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) return failed.reason
  }
  return undefined
}

async function* once(piece: Piece): AsyncIterable<Uint8Array> {
  yield pieceBytes(piece)
}

async function expectAll(nexus: Opened, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const shown = new Map<string, string>()
  for await (const entry of nexus.list('/')) {
    await nexus.read(entry.path)
    shown.set(entry.path, entry.etag ?? '')
  }
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(acknowledged))
}
