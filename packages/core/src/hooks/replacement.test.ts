import { expect, test } from 'vitest'
import { bytesSource, onceSource } from '../kit/source.ts'
import { definePlugin } from '../plugins/index.ts'
import type { Hooks, Source } from '../spec/index.ts'
import { createHookRunner, type HookRunner } from './hook-runner.ts'

const request = { path: '/a.txt', principal: { tenant: 'acme' }, operation: 'write' }
const source = bytesSource(Buffer.from('hello'))

function plugin(name: string, hooks: Hooks) {
  return definePlugin({ name, version: '1.0.0', description: name, hooks })
}

function write(runner: HookRunner, given: Source = source) {
  return runner.beforeWrite({ ...request, source: given })
}

async function textOf(given: Source): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of given.open()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('the next hook sees the content and attributes that the one before it gave', async () => {
  const seen: unknown[] = []
  const runner = createHookRunner({
    plugins: [
      plugin('upper', {
        async beforeWrite({ content }) {
          const text = Buffer.from(await content.bytes(100)).toString()
          return {
            content: Buffer.from(text.toUpperCase()),
            attributes: { tags: { by: 'upper' } },
          }
        },
      }),
      plugin('look', {
        async beforeWrite({ content, attributes }) {
          seen.push(Buffer.from(await content.bytes(100)).toString(), content.size, attributes)
          return undefined
        },
      }),
    ],
  })
  const decision = await runner.beforeWrite({
    ...request,
    source,
    attributes: { metadata: { kept: 1 } },
  })
  const attributes = { metadata: { kept: 1 }, tags: { by: 'upper' } }
  expect(seen).toEqual(['HELLO', 5, attributes])
  expect(await textOf(decision.source)).toBe('HELLO')
  expect(decision.attributes).toEqual(attributes)
})

test('what a hook changes in its arguments or afterwards in its answer changes nothing', async () => {
  const answer = Buffer.from('answer')
  const runner = createHookRunner({
    hooks: {
      async beforeWrite({ principal, attributes, content }) {
        Object.assign(principal, { tenant: 'evil' })
        Object.assign(attributes ?? {}, { tags: { evil: 'yes' } })
        const bytes = await content.bytes(9)
        bytes.fill(0)
        return { content: answer }
      },
    },
  })
  const principal = { tenant: 'acme' }
  const bytes = Buffer.from('hello')
  const attributes = { tags: {} }
  const given = { path: '/a', operation: 'write', principal, attributes }
  const decision = await runner.beforeWrite({ ...given, source: bytesSource(bytes) })
  answer.fill(0)
  expect([principal, attributes, bytes.toString()]).toEqual([
    { tenant: 'acme' },
    { tags: {} },
    'hello',
  ])
  expect(await textOf(decision.source)).toBe('answer')
})

test.each([
  ['text', 'hello'],
  ['an unknown member', { path: '/other' }],
  ['content that is text', { content: 'hello' }],
  ['metadata that is no JSON', { attributes: { metadata: { at: new Date(0) } } }],
  ['tags that are no text', { attributes: { tags: { a: 1 } } }],
  ['an unknown attribute', { attributes: { owner: 'me' } }],
])('%s as an answer is PLUGIN_CONTRACT', async (_, answer) => {
  const runner = createHookRunner({
    plugins: [plugin('odd', { beforeWrite: () => answer as never })],
  })
  await expect(write(runner)).rejects.toMatchObject({ code: 'PLUGIN_CONTRACT', path: '/a.txt' })
})

test('bytes past the limit are TOO_LARGE, which the hook may catch', async () => {
  const codes: unknown[] = []
  const runner = createHookRunner({
    hooks: {
      async beforeWrite({ content }) {
        await content.bytes(4).catch((error) => codes.push(error.code))
        return undefined
      },
    },
  })
  await write(runner)
  await write(runner, { rewindable: true, open: () => source.open() })
  expect(codes).toEqual(['TOO_LARGE', 'TOO_LARGE'])
})

test('a once-only stream cannot be read by a hook that did not declare content', async () => {
  const runner = createHookRunner({
    hooks: { beforeWrite: async ({ content }) => void (await content.bytes(10)) as undefined },
  })
  const once = onceSource(source.open())
  await expect(write(runner, once)).rejects.toMatchObject({
    code: 'VETOED',
    message: expect.stringContaining('content: true'),
  })
  expect(await textOf(once)).toBe('hello')
})

test('stream gives the content as often as it is asked', async () => {
  const texts: string[] = []
  const runner = createHookRunner({
    hooks: {
      async beforeWrite({ content }) {
        for (let time = 0; time < 2; time++)
          for await (const chunk of content.stream()) texts.push(Buffer.from(chunk).toString())
        return undefined
      },
    },
  })
  await write(runner)
  expect(texts).toEqual(['hello', 'hello'])
})
