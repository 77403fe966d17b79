import { createHash } from 'node:crypto'
import { createMemoryBackend, createMemoryStore, type NexusOptions } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { faultyBackend } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { createTestClock } from './test-clock.ts'
import { damage, keyOf, keysOf, openNexus, pattern, rejection, scaled } from './world.ts'

const LARGE = 100_000
/** Single bytes that are flipped, one at a time: 500 at full scale. */
const FLIPS = scaled(500)
const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)

async function openChecked(options: Partial<NexusOptions> = {}) {
  const clock = createTestClock()
  const store = createMemoryStore({ clock: () => clock.now() })
  const backend = createMemoryBackend()
  const settings = { retention: 0, gcGrace: 0, gcDelay: 0, gc: 'manual', ...options } as const
  return { ...(await openNexus({ store, backend, clock, ...settings })), clock }
}

describe('fsck', () => {
  test('a sound store has no problem, and its content is counted', async () => {
    const { nx } = await openChecked()
    await nx.write('/small', 'a few bytes')
    await nx.write('/large', pattern(LARGE))
    await nx.append('/large', 'more')
    await nx.as({ tenantId: 'acme' }).write('/documents/a', pattern(LARGE, 1))
    for (const deep of [false, true]) {
      const report = await nx.content.fsck({ deep })
      expect(report).toMatchObject({ ok: true, problems: [], truncated: false, objects: 2 })
      expect(report.contents).toBeGreaterThan(3)
    }
  })

  test('a missing object, one of the wrong size and a damaged one name their files', async () => {
    const { nx, backend } = await openChecked()
    const missing = await nx.write('/missing', pattern(LARGE, 1))
    const short = await nx.write('/dir/short', pattern(LARGE, 2))
    const flipped = await nx.write('/flipped', pattern(LARGE, 3))
    await nx.copy('/flipped', '/copy')
    await backend.delete(keyOf(missing.etag))
    await damage(backend, short.etag)
    await damage(backend, flipped.etag, 'x'.repeat(LARGE))
    const shallow = await nx.content.fsck()
    expect(shallow.ok).toBe(false)
    expect(shallow.problems.map(({ kind, paths }) => [kind, paths])).toEqual([
      ['missing', ['/missing']],
      ['size', ['/dir/short']],
    ])
    const deep = await nx.content.fsck({ deep: true })
    expect(deep.problems.map(({ kind, paths, loss }) => [kind, paths, loss])).toEqual([
      ['missing', ['/missing'], true],
      ['size', ['/dir/short'], true],
      ['corrupt', ['/copy', '/flipped'], true],
    ])
  })

  test('repair marks what is damaged, so that writing the same bytes heals it', async () => {
    const { nx, backend } = await openChecked()
    const { etag } = await nx.write('/a', pattern(LARGE))
    await damage(backend, etag, 'x'.repeat(LARGE))
    const { problems } = await nx.content.fsck({ deep: true, repair: true })
    expect(problems.map(({ kind, repaired }) => [kind, repaired])).toEqual([['corrupt', true]])
    await nx.write('/b', pattern(LARGE))
    expect(await nx.read('/a')).toEqual(pattern(LARGE))
    await nx.content.gc({ apply: true })
    expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
  })

  test('a damaged part of appended content names the file', async () => {
    const { nx, backend } = await openChecked({ inlineMaxBytes: 0 })
    const { etag } = await nx.append('/log', pattern(LARGE, 1))
    await nx.append('/log', pattern(LARGE, 2))
    await damage(backend, etag, 'x'.repeat(LARGE))
    const { problems } = await nx.content.fsck({ deep: true })
    expect(problems.map(({ kind, paths }) => [kind, paths])).toEqual([['corrupt', ['/log']]])
  })

  test('objects that no content names are orphans; repair has them deleted, and nothing else', async () => {
    const { nx, backend, clock } = await openChecked()
    const { etag } = await nx.write('/a', pattern(LARGE))
    await nx.delete('/a')
    await nx.content.gc({ apply: true })
    await nx.write('/b', pattern(LARGE, 1))
    const unknown = keyOf('ab'.repeat(32))
    const others = [unknown, `${keyOf('cd'.repeat(32))}.3`, `pools/acme/${unknown}`, keyOf(etag)]
    for (const key of [...others, 'other/file', 'cas/readme'])
      await backend.put(key, bytesSource(Buffer.from('left')))
    const found = await nx.content.fsck()
    expect(found.ok).toBe(true)
    expect(found.problems.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(
      others.map((key) => `orphan ${key}`).sort(),
    )
    expect((await nx.content.fsck({ repair: true })).problems.every((one) => one.repaired)).toBe(
      true,
    )
    clock.advance(1_000)
    await nx.content.gc({ apply: true })
    const left = (await keysOf(backend)).filter((key) => key !== 'nexus.json')
    expect(left).toHaveLength(3)
    expect(left).toContain('other/file')
    expect(await nx.read('/b')).toEqual(pattern(LARGE, 1))
    expect((await nx.content.fsck()).problems).toEqual([])
  })

  test('objects that wait to be deleted are no orphans', async () => {
    const { nx } = await openChecked({ gcDelay: 60_000 })
    await nx.write('/a', pattern(LARGE))
    await nx.delete('/a')
    expect(await nx.content.gc({ apply: true })).toMatchObject({ objectsWaiting: 1 })
    expect((await nx.content.fsck()).problems).toEqual([])
  })

  test('a listing that fails is an error, and nothing is repaired', async () => {
    const clock = createTestClock()
    const store = createMemoryStore({ clock: () => clock.now() })
    const objects = createMemoryBackend()
    const backend = faultyBackend(objects, [{ method: 'list', fault: 'errorBefore' }])
    const { nx } = await openNexus({ store, backend, clock, gc: 'manual' })
    await nx.write('/a', pattern(LARGE))
    await objects.put(keyOf('ab'.repeat(32)), bytesSource(Buffer.from('left')))
    await rejection(nx.content.fsck({ repair: true }), 'UNAVAILABLE')
    expect(await keysOf(objects)).toHaveLength(3)
  })

  test(`each of ${FLIPS} flipped bytes is found`, async () => {
    const { nx, backend } = await openChecked()
    const etags: string[] = []
    for (let index = 0; index < 5; index++)
      etags.push((await nx.write(`/${index}`, pattern(70_000 + index * 1_000, index))).etag)
    for (let flip = 0; flip < FLIPS; flip++) {
      const random = createHash('sha256').update(`${SEED} ${flip}`).digest()
      const etag = etags[random.readUInt8(0) % etags.length] as string
      const sound = await collectBytes((await backend.get(keyOf(etag))).body)
      const flipped = sound.slice()
      const at = random.readUInt32LE(1) % flipped.byteLength
      flipped[at] = (flipped[at] as number) ^ (1 << (random.readUInt8(5) % 8))
      await backend.put(keyOf(etag), bytesSource(flipped))
      const { problems } = await nx.content.fsck({ deep: true })
      expect(
        problems.map(({ kind }) => kind),
        `seed ${SEED}, flip ${flip}`,
      ).toEqual(['corrupt'])
      await backend.put(keyOf(etag), bytesSource(sound))
    }
    expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
  })

  test('content that the store itself holds is found damaged, and names its file', async () => {
    const clock = createTestClock()
    const memory = createMemoryStore({ clock: () => clock.now() })
    let isFlipped = false
    const store: typeof memory = {
      ...memory,
      async readInline(reference) {
        const bytes = await memory.readInline(reference)
        if (isFlipped) bytes[0] = (bytes[0] as number) ^ 1
        return bytes
      },
    }
    const { nx } = await openNexus({ store, backend: createMemoryBackend(), clock, gc: 'manual' })
    await nx.write('/small', 'a few bytes')
    expect((await nx.content.fsck({ deep: true })).problems).toEqual([])
    isFlipped = true
    const { problems } = await nx.content.fsck({ deep: true })
    expect(problems.map(({ kind, paths }) => [kind, paths])).toEqual([['corrupt', ['/small']]])
  })
})
