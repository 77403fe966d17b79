import { applyPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from './text-diff.ts'

const side = (text: string, name = '/a') => ({ name, bytes: Buffer.from(text) })

test('a patch brings the one text to the other, whatever they are', async () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c\r', '', 'é'), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(text, text, fc.nat(4), async (before, after, context) => {
      const [from, to] = [before.join('\n'), after.join('\n')]
      const diff = await unifiedDiff(side(from), side(to), context)
      expect(applyPatch(from, diff?.patch ?? '', { autoConvertLineEndings: false })).toBe(to)
    }),
  )
})

test('hostile texts are given up within bounded time', async () => {
  const lines = (seed: number) =>
    Array.from({ length: 200_000 }, (_, at) => String((at * seed) % 99_991)).join('\n')
  const started = performance.now()
  expect(await unifiedDiff(side(lines(7)), side(lines(13)))).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('a small change of a large text is found', async () => {
  const lines = Array.from({ length: 100_000 }, (_, at) => `line ${at}`)
  const changed = lines.with(50_000, 'changed')
  const diff = await unifiedDiff(side(lines.join('\n')), side(changed.join('\n')), 0)
  expect(diff).toMatchObject({ added: 1, removed: 1 })
})

test('binary and very large contents have no patch', async () => {
  expect(await unifiedDiff(side('a\0b'), side('a'))).toBeUndefined()
  expect(await unifiedDiff(side('a'), side('x'.repeat(8 * 1024 * 1024 + 1)))).toBeUndefined()
})
