import assert from 'node:assert/strict'
import type { ListOptions } from '@nexusfs/core/spec'
import { type BackendWorld, byteOrder, scaled } from './backend-world.ts'

const PARTS = ['a', 'b', 'a.b', 'a-b', 'a0', '.', '..x', 'ü', '🎉', '\uffee', 'A', ' ']

/** Compares listings of random keys, with random options, with what the definition says. The seed is in the message. */
export async function randomListings(world: BackendWorld): Promise<void> {
  const fresh = Number(process.env.NEXUS_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  for (const seed of [20_261_121, fresh]) {
    const random = randomFrom(seed)
    const keys = randomKeys(random, 60)
    await world.fill(keys, () => '')
    for (let round = 0; round < scaled(400, 1); round++) {
      const options = randomOptions(random, keys)
      const note = `seed ${seed}, options ${JSON.stringify(options)}`
      assert.deepEqual(await world.names(options), expectedNames(keys, options), note)
    }
    for (const key of keys) await world.bucket.delete(key)
  }
}

type Random = () => number

function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item
}

/** No key lies below another, which not every backend can hold. */
function randomKeys(random: Random, count: number): string[] {
  const keys: string[] = []
  while (keys.length < count) {
    const depth = 1 + Math.floor(random() * 4)
    const key = Array.from({ length: depth }, () => pick(random, PARTS) + pick(random, PARTS)).join(
      '/',
    )
    const segments = key.split('/')
    const invalid = segments.some((segment) => segment === '..' || segment === '.')
    const clash = keys.some(
      (other) => other === key || other.startsWith(`${key}/`) || key.startsWith(`${other}/`),
    )
    if (!invalid && !clash) keys.push(key)
  }
  return byteOrder(keys)
}

function randomOptions(random: Random, keys: readonly string[]): ListOptions {
  const cut = () => {
    const key = [...pick(random, keys)]
    return key.slice(0, Math.floor(random() * (key.length + 1))).join('')
  }
  return {
    limit: 1 + Math.floor(random() * 12),
    ...(random() < 0.5 && { prefix: cut() }),
    ...(random() < 0.5 && { delimiter: '/' }),
    ...(random() < 0.4 && { startAfter: cut() }),
  }
}

function expectedNames(
  keys: readonly string[],
  { prefix = '', delimiter, startAfter = '' }: ListOptions,
): string[] {
  const names = new Set<string>()
  for (const key of keys) {
    if (!key.startsWith(prefix) || Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) <= 0)
      continue
    const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
    names.add(end === -1 ? key : key.slice(0, end + 1))
  }
  return [...names]
}
