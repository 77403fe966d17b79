import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contentHash, pieceBytes } from './content.ts'
import { openEmbedded } from './embedded.ts'

const PIECE = { seed: 7, size: 150_000 }
const BYTES = pieceBytes(PIECE)
const HASH = contentHash([PIECE])

const DAMAGES: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  torn: (bytes) => bytes.subarray(0, bytes.length / 2),
  empty: () => new Uint8Array(),
  'wrong at one bit': (bytes) => bytes.map((byte, index) => (index === 70_000 ? byte ^ 1 : byte)),
  longer: (bytes) => Buffer.concat([bytes, bytes.subarray(0, 10)]),
}

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-planted-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('an object under the right name', () => {
  for (const [name, damage] of Object.entries(DAMAGES)) {
    test(`that is ${name} reads as CORRUPT, and writing the same bytes heals it`, async () => {
      await using first = await openEmbedded(folder, 0)
      await first.write('/file.bin', BYTES)
      await first.copy('/file.bin', '/copy.bin')
      writeFileSync(objectPath(), damage(BYTES))

      await using nexus = await openEmbedded(folder, 0)
      await expect(nexus.read('/file.bin')).rejects.toMatchObject({ code: 'CORRUPT' })
      await expect(drain(nexus.readStream('/file.bin'))).rejects.toMatchObject({ code: 'CORRUPT' })

      await nexus.write('/again.bin', BYTES)
      for (const path of ['/again.bin', '/file.bin', '/copy.bin']) {
        expect(Buffer.compare(await nexus.read(path), BYTES)).toBe(0)
      }
      await using later = await openEmbedded(folder, 0)
      expect(Buffer.compare(await later.read('/file.bin'), BYTES)).toBe(0)
    })

    test(`that is ${name} before anything was written is not taken for the content`, async () => {
      mkdirSync(dirname(objectPath()), { recursive: true })
      writeFileSync(objectPath(), damage(BYTES))
      await using nexus = await openEmbedded(folder, 0)
      await nexus.write('/file.bin', BYTES)
      expect(Buffer.compare(await nexus.read('/file.bin'), BYTES)).toBe(0)
      await using later = await openEmbedded(folder, 0)
      expect(Buffer.compare(await later.read('/file.bin'), BYTES)).toBe(0)
    })
  }

  test('that is gone reads as CORRUPT, and writing the same bytes heals it', async () => {
    await using first = await openEmbedded(folder, 0)
    await first.write('/file.bin', BYTES)
    rmSync(objectPath())
    await using nexus = await openEmbedded(folder, 0)
    await expect(nexus.read('/file.bin')).rejects.toMatchObject({ code: 'CORRUPT' })
    await nexus.write('/again.bin', BYTES)
    expect(Buffer.compare(await nexus.read('/file.bin'), BYTES)).toBe(0)
  })

  test('that is damaged does not come out of a range either', async () => {
    const large = pieceBytes({ seed: 8, size: 3 * 2 ** 20 })
    await using first = await openEmbedded(folder, 0)
    await first.write('/large.bin', large)
    const [path] = objectPaths()
    writeFileSync(
      path as string,
      large.map((byte, index) => (index === 1_500_000 ? byte ^ 1 : byte)),
    )
    await using nexus = await openEmbedded(folder, 0)
    const damaged = { start: 1_400_000, end: 1_400_010 }
    await expect(nexus.read('/large.bin', damaged)).rejects.toMatchObject({ code: 'CORRUPT' })
    const sound = await nexus.read('/large.bin', { start: 10, end: 20 })
    expect(Buffer.compare(sound, large.subarray(10, 20))).toBe(0)
  })
})

describe('inline content that was changed behind the back of the store', () => {
  for (const name of ['torn', 'empty', 'wrong at one bit'] as const) {
    test(`and is ${name} reads as CORRUPT, and writing the same bytes heals it`, async () => {
      const piece = { seed: 9, size: 4_096 }
      const bytes = pieceBytes(piece)
      await using first = await openEmbedded(folder, 65_536)
      await first.write('/file.txt', bytes)
      changeInline(name)

      await using nexus = await openEmbedded(folder, 65_536)
      await expect(nexus.read('/file.txt')).rejects.toMatchObject({ code: 'CORRUPT' })
      await nexus.write('/again.txt', bytes)
      for (const path of ['/again.txt', '/file.txt']) {
        expect(Buffer.compare(await nexus.read(path), bytes)).toBe(0)
      }
    })
  }
})

/** Changes the bytes of all inline content through a connection of SQLite's own. */
function changeInline(how: 'torn' | 'empty' | 'wrong at one bit'): void {
  const expressions = {
    torn: 'CAST(substr(bytes, 1, 2000) AS BLOB)',
    empty: "x''",
    'wrong at one bit': "CAST(substr(bytes, 1, 99) || x'00ff' || substr(bytes, 102) AS BLOB)",
  }
  const database = new DatabaseSync(join(folder, 'metadata.db'))
  const { changes } = database.prepare(`UPDATE content SET bytes = ${expressions[how]}`).run()
  database.close()
  expect(Number(changes)).toBeGreaterThan(0)
}

function objectPath(): string {
  return join(folder, 'content', 'cas', HASH.slice(0, 2), HASH.slice(2, 4), HASH)
}

function objectPaths(): string[] {
  const root = join(folder, 'content', 'cas')
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const chunk of stream) void chunk
}
