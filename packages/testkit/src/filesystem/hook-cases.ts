import assert from 'node:assert/strict'
import type { HookName, Hooks, Nexus } from '@nexusfs/core'
import type { FilesystemCases } from './filesystem-case.ts'
import { rejectsWith } from './filesystem-world.ts'

type Call = (nexus: Nexus) => Promise<unknown>

/** Calls, and the hooks that each must fire, in a tree with `/docs/a` (text "one") and `/docs/dir/x`. */
const FIRED: readonly (readonly [name: string, call: Call, hooks: readonly HookName[]])[] = [
  ['write', (nx) => nx.write('/docs/b', 'x'), ['beforeWrite', 'afterWrite']],
  [
    'writeBatch',
    (nx) => nx.writeBatch(['b', 'c'].map((name) => ({ path: `/docs/${name}`, content: 'x' }))),
    ['beforeWrite', 'beforeWrite', 'afterWrite', 'afterWrite'],
  ],
  ['append', (nx) => nx.append('/docs/a', 'x'), ['beforeWrite', 'afterWrite']],
  ['edit', (nx) => nx.edit('/docs/a', [{ old: 'one', new: '1' }]), ['beforeWrite', 'afterWrite']],
  ['read', (nx) => nx.read('/docs/a'), ['beforeRead', 'afterRead']],
  ['readText', (nx) => nx.readText('/docs/a'), ['beforeRead', 'afterRead']],
  ['delete', (nx) => nx.delete('/docs/a'), ['beforeDelete', 'afterDelete']],
  ['rmdir', (nx) => nx.rmdir('/docs/dir', { recursive: true }), ['beforeDelete', 'afterDelete']],
  ['mkdir', (nx) => nx.mkdir('/docs/new'), ['beforeMkdir', 'afterMkdir']],
  ['copy', (nx) => nx.copy('/docs/a', '/docs/b'), ['beforeCopy', 'afterCopy']],
  ['rename', (nx) => nx.rename('/docs/a', '/docs/b'), ['beforeRename', 'afterRename']],
]

const NAMES: readonly HookName[] = [
  'beforeWrite',
  'afterWrite',
  'beforeRead',
  'afterRead',
  'beforeDelete',
  'afterDelete',
  'beforeMkdir',
  'afterMkdir',
  'beforeCopy',
  'afterCopy',
  'beforeRename',
  'afterRename',
]

/** Hooks that all do the same. */
function every(run: (name: HookName) => void): Hooks {
  return Object.fromEntries(NAMES.map((name) => [name, () => void run(name)])) as Hooks
}

function firedCases(): FilesystemCases {
  const cases = FIRED.map(([name, call, expected]) => {
    const fired: HookName[] = []
    return [
      `${name} fires ${expected.join(', ')}`,
      {
        options: { hooks: every((hook) => fired.push(hook)) },
        async run({ nx }) {
          await nx.write('/docs/a', 'one')
          await nx.write('/docs/dir/x', 'x')
          fired.length = 0
          await call(nx)
          assert.deepEqual(fired, expected)
        },
      },
    ] satisfies [string, FilesystemCases[string]]
  })
  return Object.fromEntries(cases)
}

function vetoCases(): FilesystemCases {
  const cases = FIRED.map(([name, call, expected]) => {
    let armed = false
    const hooks = every((hook) => {
      if (armed && hook.startsWith('before')) throw new Error('house rules')
      if (armed && hook.startsWith('after')) assert.fail('an after hook after a veto')
    })
    return [
      `a veto of ${name} is VETOED with the reason, and nothing changes`,
      {
        options: { hooks },
        async run(world) {
          armed = false
          await world.nx.write('/docs/a', 'one')
          await world.files('/docs/dir/x')
          const before = await world.operations()
          armed = true
          const error = await rejectsWith('VETOED', call(world.nx))
          armed = false
          assert.match(error.message, /house rules/)
          assert.ok(expected[0]?.startsWith('before'))
          assert.equal(await world.operations(), before)
          assert.deepEqual(await world.paths(), ['/docs/a', '/docs/dir/x'])
        },
      },
    ] satisfies [string, FilesystemCases[string]]
  })
  return Object.fromEntries(cases)
}

/** What hooks see, veto and replace. */
export const hookCases: FilesystemCases = {
  ...firedCases(),
  ...vetoCases(),
  'beforeWrite may replace content and attributes, also of a stream': {
    options: {
      hooks: {
        beforeWrite: {
          content: true,
          async run({ content }) {
            const text = Buffer.from(await content.bytes(1_000)).toString('utf8')
            return {
              content: Buffer.from(text.toUpperCase()),
              attributes: { tags: { by: 'hook' } },
            }
          },
        },
      },
    },
    async run({ nx }) {
      await nx.write('/docs/a', 'text')
      await nx.write('/docs/b', new Blob(['stream']).stream())
      await nx.writeBatch([{ path: '/docs/c', content: 'batch' }])
      const texts = await Promise.all(['a', 'b', 'c'].map((name) => nx.readText(`/docs/${name}`)))
      assert.deepEqual(texts, ['TEXT', 'STREAM', 'BATCH'])
      assert.deepEqual(await nx.tags.list('/docs/b'), { by: 'hook' })
      assert.equal((await nx.stat('/docs/a')).size, 4)
    },
  },
  'a hook is told path, principal and operation': (() => {
    const told: unknown[] = []
    return {
      options: {
        hooks: {
          afterWrite: ({ path, principal, operation, size, version, etag, operationId }) =>
            void told.push([
              path,
              principal.tenant,
              principal.agent,
              operation,
              size,
              version,
              etag,
              operationId,
            ]),
        },
      },
      async run({ nx }) {
        told.length = 0
        const agent = nx.as({ tenantId: 'acme', agentId: 'one' })
        const { etag, operationId } = await agent.append('/shared/acme/a', 'hello')
        assert.deepEqual(told, [
          ['/shared/acme/a', 'acme', 'one', 'append', 5, 1, etag, operationId],
        ])
      },
    } satisfies FilesystemCases[string]
  })(),
  'a failing after hook is reported and undoes nothing': (() => {
    const errors: string[] = []
    return {
      options: {
        hooks: {
          afterWrite() {
            throw new Error('broken hook')
          },
        },
        onHookError: (error, hook) => errors.push(`${hook}: ${(error as Error).message}`),
      },
      async run({ nx }) {
        errors.length = 0
        await nx.write('/docs/a', 'x')
        assert.equal(await nx.readText('/docs/a'), 'x')
        assert.deepEqual(errors, ['afterWrite: broken hook'])
      },
    } satisfies FilesystemCases[string]
  })(),
  'hooks do not see a call that was refused': (() => {
    const fired: HookName[] = []
    return {
      options: { hooks: every((hook) => fired.push(hook)) },
      async run({ nx }) {
        fired.length = 0
        const acme = nx.as({ tenantId: 'acme' })
        await rejectsWith('ACCESS_DENIED', acme.write('/shared/globex/a', 'x'))
        await rejectsWith('INVALID_PATH', nx.write('/docs/..', 'x'))
        await rejectsWith('READ_ONLY', nx.write('/archives/acme/a', 'x'))
        assert.deepEqual(fired, [])
      },
    } satisfies FilesystemCases[string]
  })(),
}
