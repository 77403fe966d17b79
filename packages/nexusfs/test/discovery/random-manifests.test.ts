import { isNexusError } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { readManifest } from '../../src/discovery/manifest.ts'
import { createRandom, type Random } from '../crash/random.ts'
import { createWorld, manifest, markerCode, row } from './packages.fixture.ts'

const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const ROUNDS = 2_000

const ODD: readonly unknown[] = [
  ...[null, false, true, 0, -1, 1, 1.5, 2, 1e308, '', ' ', 'plugin', 'backend', 'Marker'],
  ...['./dist/index.js', './dist', './', '.', '..', './../x', '/etc/passwd', './a\0b', 'file:x'],
  ...['__proto__', 'constructor', '\u001b[2J', '\u202e', '\ud800', 'x'.repeat(10_000)],
  ...[[], [null], [[]], ['beforeWrite'], ['beforeWrite', 'beforeWrite'], [1], {}],
  ...[{ length: 1 }, JSON.parse('{"__proto__":{"kind":"plugin"}}'), { toString: null }],
]
const MEMBERS = ['kind', 'type', 'title', 'apiVersion', 'entry', 'options', 'hooks', '__proto__']

/** A manifest that is sound but for a few odd things at odd places. */
function oddManifest(random: Random): unknown {
  if (random.below(10) === 0) return random.pick(ODD)
  const rows = Array.from({ length: random.below(4) }, () => {
    if (random.below(10) === 0) return random.pick(ODD)
    const odd = Array.from({ length: random.below(3) }, () => [
      random.pick(MEMBERS),
      random.pick(ODD),
    ])
    return row(Object.fromEntries(odd))
  })
  const whole = manifest(...rows) as Record<string, unknown>
  if (random.below(10) > 0) return whole
  return { ...whole, [random.pick(['manifestVersion', 'provides'])]: random.pick(ODD) }
}

test('whatever a manifest says, each of its rows is sound or says in one line what is wrong', () => {
  const world = createWorld()
  const folder = world.package('odd', { name: 'odd', code: markerCode() })
  const random = createRandom(SEED)
  let sound = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = JSON.stringify({
      name: 'odd',
      version: random.pick(ODD),
      nexusfs: oddManifest(random),
    })
    const rows = readManifest({ name: 'odd', folder, text }, 'project', () => 'npm install')
    for (const { problem, kind, type, title, entry, hooks = [] } of rows) {
      if (problem === undefined) {
        sound += 1
        expect(['plugin', 'backend'], text).toContain(kind)
        expect(type, text).toMatch(/^[a-z][a-z0-9-]*$/)
        expect(entry, text).toBe(`${folder}/dist/index.js`)
        expect(new Set(hooks).size, text).toBe(hooks.length)
        expect(title.trim(), text).not.toBe('')
      } else {
        expect(isNexusError(problem), text).toBe(true)
        expect(problem.message, text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        expect(problem.message.length, text).toBeLessThan(2_000)
        expect(problem.hint, text).toBeTruthy()
      }
    }
  }
  expect(sound).toBeGreaterThan(ROUNDS / 10)
})

test('text that is cut off anywhere is no JSON, or says nothing of Nexus', () => {
  const text = JSON.stringify({ name: 'odd', nexusfs: manifest(row()) })
  const folder = createWorld().package('odd', { name: 'odd' })
  for (let length = 0; length < text.length; length += 1) {
    const cut = { name: 'odd', folder, text: text.slice(0, length) }
    const rows = readManifest(cut, 'project', () => '')
    const codes = rows.map(({ kind, problem }) => [kind, problem?.code])
    const speaks = cut.text.includes('"nexusfs"')
    expect(codes, cut.text).toEqual(speaks ? [['unknown', 'PLUGIN_MANIFEST_INVALID']] : [])
  }
})
