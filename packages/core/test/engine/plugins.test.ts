import {
  definePlugin,
  type Hooks,
  type Logger,
  type Nexus,
  type PluginChange,
  type PluginContext,
  type PluginDefinition,
} from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { createAdapters, openNexus, rejection } from './world.ts'

type Parts = Partial<Omit<PluginDefinition, 'kind' | 'apiVersion' | 'name'>>

function plugin(name: string, parts: Parts = {}): PluginDefinition {
  return definePlugin({ name, version: '1.0.0', description: `The plugin ${name}.`, ...parts })
}

/** A plugin that hands out its context. */
function grasping(name: string, hooks?: Hooks<PluginContext>) {
  const held: { context?: PluginContext } = {}
  const initialize = (context: PluginContext) => void Object.assign(held, { context })
  return {
    plugin: plugin(name, { initialize, hooks }),
    get context(): PluginContext {
      if (held.context === undefined) throw new Error('It was not initialized.')
      return held.context
    },
  }
}

async function changesOf(
  context: PluginContext,
  cursor?: string,
): Promise<readonly PluginChange[]> {
  const changes: PluginChange[] = []
  for await (const change of context.changes({ cursor })) changes.push(change)
  return changes
}

describe('the context of a plugin', () => {
  test('is one object in initialize, hooks and shutdown of a handle, and another one in each handle', async () => {
    const seen: PluginContext[] = []
    const note = (context: PluginContext) => void seen.push(context)
    const definition = plugin('note', {
      initialize: note,
      shutdown: note,
      hooks: { beforeMkdir: (_, context) => note(context) },
    })
    for (const config of [{ a: 1 }, { a: 2 }]) {
      const { nx } = await openNexus({ plugins: [{ plugin: definition, config }] })
      await nx.mkdir('/d')
      await nx.close()
    }
    expect(seen.map(({ config }) => config)).toEqual([1, 1, 1, 2, 2, 2].map((a) => ({ a })))
    expect(new Set(seen).size).toBe(2)
    expect(Object.isFrozen(seen[0])).toBe(true)
  })

  test('has a handle of the user plugin:<name>, in the tenant of the handle that runs it', async () => {
    const own = grasping('own')
    const { nx } = await openNexus({ tenantId: 'acme', agentId: 'one', plugins: [own.plugin] })
    await own.context.nexus.write('/shared/acme/a', 'a')
    const [operation] = await nx.operations.list().toArray()
    expect(operation).toMatchObject({ tenant: 'acme', user: 'plugin:own' })
    expect(operation?.agent).toBeUndefined()
    await rejection(own.context.nexus.read('/shared/other/a'), 'ACCESS_DENIED')
    await rejection(own.context.nexus.read('/system/a'), 'ACCESS_DENIED')
  })

  test('has a handle and records that are open in shutdown and CLOSED afterwards', async () => {
    const { store, backend } = await createAdapters()
    const held: { context?: PluginContext } = {}
    const last = plugin('last', {
      async shutdown(context) {
        await context.nexus.write('/bye', 'bye')
        await context.records.put('bye', true)
        held.context = context
      },
    })
    const { nx } = await openNexus({ store, backend, plugins: [last] })
    const closing = nx.close()
    await rejection(nx.write('/late', ''), 'CLOSED')
    await closing
    const { context } = held as { context: PluginContext }
    await rejection(context.nexus.write('/late', ''), 'CLOSED')
    await rejection(context.records.get('bye'), 'CLOSED')
    await rejection(changesOf(context), 'CLOSED')
    const { nx: again } = await openNexus({ store, backend })
    expect(await again.readText('/bye')).toBe('bye')
    expect(await again.exists('/late')).toBe(false)
  })

  test('logs lines that name the plugin', async () => {
    const lines: unknown[] = []
    const note: Logger['info'] = (fields, message) => void lines.push([fields, message])
    const logger = { debug() {}, info: note, warn: note, error: note }
    const talking = plugin('talking', {
      initialize: ({ logger }) => logger.info({ plugin: 'other', a: 1 }, 'hello'),
    })
    await openNexus({ plugins: [talking], logger })
    expect(lines).toEqual([[{ plugin: 'talking', a: 1 }, 'hello']])
  })
})

describe('records of a plugin', () => {
  test('are kept in the store, sorted, apart from those of other plugins', async () => {
    const { store, backend } = await createAdapters()
    const [one, two] = [grasping('one'), grasping('one-two')]
    const { nx } = await openNexus({ store, backend, plugins: [one.plugin, two.plugin] })
    const { records } = one.context
    for (const key of ['b/2', 'a', 'b/1', 'ü']) await records.put(key, { key })
    await two.context.records.put('a', 'other')
    expect(await records.get('a')).toEqual({ key: 'a' })
    expect(await records.get('c')).toBeUndefined()
    expect((await records.list().toArray()).map(({ key }) => key)).toEqual(['a', 'b/1', 'b/2', 'ü'])
    expect(await records.list({ prefix: 'b/', limit: 1 }).toArray()).toEqual([
      { key: 'b/1', value: { key: 'b/1' } },
    ])
    await records.delete('a')
    await records.delete('a')
    expect(await two.context.records.get('a')).toBe('other')
    await nx.close()
    const later = grasping('one')
    await openNexus({ store, backend, plugins: [later.plugin] })
    expect(await later.context.records.get('b/1')).toEqual({ key: 'b/1' })
    expect(await later.context.records.get('a')).toBeUndefined()
  })

  test('are swapped by one of many at once, and only from what was seen', async () => {
    const own = grasping('own')
    await openNexus({ plugins: [own.plugin] })
    const { records } = own.context
    const swaps = Array.from({ length: 8 }, (_, at) => records.swap('a', undefined, { at, b: [1] }))
    const won = (await Promise.all(swaps)).indexOf(true)
    expect((await Promise.all(swaps)).filter(Boolean)).toHaveLength(1)
    expect(await records.swap('a', { b: [2], at: won }, null)).toBe(false)
    expect(await records.swap('a', { b: [1], at: won }, null)).toBe(true)
    expect(await records.swap('a', undefined, 1)).toBe(false)
    expect(await records.swap('a', null, undefined)).toBe(true)
    expect(await records.get('a')).toBeUndefined()
  })

  test.each([
    ['a key that is empty', '', 1, 'INVALID_ARGUMENT'],
    ['a long key', 'k'.repeat(513), 1, 'INVALID_ARGUMENT'],
    ['a key that is no text', 7, 1, 'INVALID_ARGUMENT'],
    ['a function', 'a', () => 1, 'INVALID_ARGUMENT'],
    ['a date deep inside', 'a', { b: [new Date(0)] }, 'INVALID_ARGUMENT'],
    ['a large value', 'a', 'v'.repeat(1 << 20), 'TOO_LARGE'],
  ])('refuse %s', async (_, key, value, code) => {
    const own = grasping('own')
    await openNexus({ plugins: [own.plugin] })
    await rejection(own.context.records.put(key as string, value as never), code)
    expect(await own.context.records.list().toArray()).toEqual([])
  })
})

describe('the change feed of a plugin', () => {
  test('is all that all tenants did, in order, where the handle is held to none', async () => {
    const own = grasping('own')
    const { nx } = await openNexus({ plugins: [own.plugin] })
    await nx.write('/a', '')
    await nx.as({ tenantId: 'acme' }).write('/shared/acme/a', '')
    await nx.as({ tenantId: 'acme', agentId: 'one' }).mkdir('/external/x')
    await nx.tags.set('/a', 'k', 'v')
    const changes = await changesOf(own.context)
    expect(changes.map(({ type, path, tenant, owner }) => [type, path, tenant, owner])).toEqual([
      ['write', '/a', undefined, undefined],
      ['write', '/shared/acme/a', 'acme', 'acme'],
      ['mkdir', '/external/x', 'acme', undefined],
      ['tag', '/a', undefined, undefined],
    ])
    expect(own.context.tenant).toBeUndefined()
    for (const [at, { cursor }] of changes.entries())
      expect(await changesOf(own.context, cursor)).toEqual(changes.slice(at + 1))
    expect(await changesOf(own.context, await own.context.newestChange())).toEqual([])
  })

  test('is that of one tenant, and what it sees of what all share, where the handle is its', async () => {
    const { store, backend } = await createAdapters()
    const { nx } = await openNexus({ store, backend, isAdmin: true })
    await nx.write('/workspace/acme/one/a', '')
    await nx.write('/workspace/other/one/a', '')
    await nx.write('/external/a', '')
    await nx.write('/own', '')
    const own = grasping('own')
    await openNexus({ store, backend, tenantId: 'acme', agentId: 'two', plugins: [own.plugin] })
    expect(own.context.tenant).toBe('acme')
    const changes = await changesOf(own.context)
    expect(changes.map(({ path }) => path)).toEqual(['/workspace/acme/one/a', '/external/a'])
  })

  test('leaves nothing out where one tenant did far more than the others', async () => {
    const own = grasping('own')
    const { nx } = await openNexus({ plugins: [own.plugin] })
    const acme = nx.as({ tenantId: 'acme' })
    const batch = (count: number, directory: string) =>
      Array.from({ length: count }, (_, at) => ({ path: `${directory}/${at}`, content: '' }))
    await acme.writeBatch(batch(3_000, '/shared/acme'))
    await nx.write('/a', '')
    await acme.writeBatch(batch(3_000, '/shared/acme/more'))
    await nx.write('/b', '')
    const changes = await changesOf(own.context)
    expect(changes).toHaveLength(6_002)
    expect([changes[3_000]?.path, changes[6_001]?.path]).toEqual(['/a', '/b'])
    expect(new Set(changes.map(({ id }) => id)).size).toBe(6_002)
  })

  test('refuses the cursor of another log', async () => {
    const own = grasping('own')
    const { nx } = await openNexus({ plugins: [own.plugin] })
    await nx.write('/a', '')
    const cursor = await own.context.newestChange()
    const other = grasping('own')
    await openNexus({ plugins: [other.plugin] })
    await rejection(changesOf(other.context, cursor), 'INVALID_ARGUMENT')
    await rejection(changesOf(other.context, 'nonsense'), 'INVALID_ARGUMENT')
  })
})

describe('a plugin', () => {
  test('is listed with its hooks, in the order in which plugins are called', async () => {
    const hooks = { afterWrite() {}, beforeWrite: () => undefined, beforeRead() {} }
    const { nx } = await openNexus({
      plugins: [
        plugin('none'),
        { plugin: plugin('first', { hooks, priority: -1 }), priority: 5 },
        plugin('second', { priority: 3 }),
      ],
    })
    expect(await nx.plugins.list()).toEqual([
      {
        name: 'first',
        version: '1.0.0',
        description: 'The plugin first.',
        hooks: ['beforeWrite', 'afterWrite', 'beforeRead'],
        priority: 5,
      },
      expect.objectContaining({ name: 'second', hooks: [], priority: 3 }),
      expect.objectContaining({ name: 'none', priority: 0 }),
    ])
    expect(await nx.as({ tenantId: 'acme' }).plugins.list()).toHaveLength(3)
  })

  test('is called in the order that the configuration gives to single hooks', async () => {
    const calls: string[] = []
    const named = (name: string, priority: number) =>
      plugin(name, {
        priority,
        hooks: {
          beforeMkdir: { run: () => void calls.push(`before ${name}`), priority },
          afterMkdir: () => void calls.push(`after ${name}`),
        },
      })
    const { nx } = await openNexus({
      plugins: [
        { plugin: named('a', 9), priority: 0, hooks: { afterMkdir: { priority: 99 } } },
        named('b', 1),
      ],
    })
    await nx.mkdir('/d')
    expect(calls).toEqual(['before b', 'before a', 'after a', 'after b'])
  })

  test('does not see what it does itself, also by a child of its handle; other plugins do', async () => {
    const calls: string[] = []
    const note = (name: string): Hooks<PluginContext> => ({
      afterWrite: ({ path, principal }) => void calls.push(`${name} ${path} ${principal.user}`),
    })
    const one = grasping('one', note('one'))
    const two = grasping('two', note('two'))
    const { nx } = await openNexus({ plugins: [one.plugin, two.plugin] })
    await one.context.nexus.write('/a', '')
    await one.context.nexus.as({ tenantId: 'acme' }).write('/shared/acme/a', '')
    expect(calls.splice(0)).toEqual(['two /a plugin:one', 'two /shared/acme/a plugin:one'])
    await nx.as({ userId: 'plugin:one' }).write('/b', '')
    expect(calls).toEqual(['one /b plugin:one', 'two /b plugin:one'])
  })

  test('that calls back into the filesystem, as another plugin does too, ends', async () => {
    const calls: string[] = []
    const calling = (name: string): Hooks<PluginContext> => ({
      async afterWrite({ path }, { nexus }) {
        calls.push(`${name} ${path}`)
        await nexus.write(`${path}-${name}`, '')
      },
    })
    const [one, two] = [grasping('one', calling('one')), grasping('two', calling('two'))]
    const { nx } = await openNexus({ plugins: [one.plugin, two.plugin] })
    await nx.write('/a', '')
    expect(calls).toEqual(['one /a', 'two /a-one', 'two /a', 'one /a-two'])
  })
})

describe('a hook that misbehaves is contained:', () => {
  const forever = () => new Promise<never>(() => {})
  const good = async (nx: Nexus) => {
    await nx.write('/good', 'good')
    expect(await nx.readText('/good')).toBe('good')
  }

  test('a before hook that hangs is TIMEOUT, nothing is written, and its signal is aborted', async () => {
    const signals: AbortSignal[] = []
    const hanging = plugin('hanging', {
      hooks: {
        beforeWrite: {
          deadlineMs: 20,
          run: ({ path, signal }) => {
            signals.push(signal)
            return path === '/bad' ? forever() : undefined
          },
        },
      },
    })
    const { nx } = await openNexus({ plugins: [hanging] })
    const error = await rejection(nx.write('/bad', ''), 'TIMEOUT')
    expect(error.message).toContain('"hanging" did not answer beforeWrite for /bad within 20 ms')
    expect(await nx.exists('/bad')).toBe(false)
    await good(nx)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  test('the configuration shortens the time of a hook', async () => {
    const hanging = plugin('hanging', { hooks: { beforeMkdir: forever } })
    const { nx } = await openNexus({
      plugins: [{ plugin: hanging, hooks: { beforeMkdir: { deadlineMs: 20 } } }],
    })
    await rejection(nx.mkdir('/d'), 'TIMEOUT')
    await good(nx)
  })

  test('an after hook that hangs or throws is reported, and the next one is called', async () => {
    const reported: string[] = []
    const told: string[] = []
    const bad = plugin('bad', {
      hooks: {
        afterWrite: { run: forever, deadlineMs: 20 },
        afterMkdir: () => Promise.reject(new Error('broken')),
      },
    })
    const next = plugin('next', {
      hooks: {
        afterWrite: ({ path }) => void told.push(path),
        afterMkdir: ({ path }) => void told.push(path),
      },
    })
    const { nx } = await openNexus({
      plugins: [bad, next],
      onHookError: (error, hook, name) =>
        reported.push(`${name} ${hook} ${(error as { code?: string }).code ?? 'Error'}`),
    })
    await good(nx)
    await nx.mkdir('/d')
    expect(told).toEqual(['/good', '/d'])
    expect(reported).toEqual(['bad afterWrite TIMEOUT', 'bad afterMkdir Error'])
  })

  test.each([
    ['an error', new Error('no')],
    ['text', 'no'],
    ['nothing', undefined],
    ['null', null],
  ])('a before hook that throws %s is VETOED', async (_, thrown) => {
    const throwing = plugin('throwing', {
      hooks: {
        beforeWrite({ path }) {
          if (path === '/bad') throw thrown
          return undefined
        },
      },
    })
    const { nx } = await openNexus({ plugins: [throwing] })
    const error = await rejection(nx.write('/bad', ''), 'VETOED')
    expect(error.message).toContain('plugin "throwing" refused it in beforeWrite')
    await good(nx)
  })

  test('a before hook that keeps buffers and changes them afterwards changes nothing', async () => {
    const kept: Uint8Array[] = []
    const keeping = plugin('keeping', {
      hooks: {
        beforeWrite: {
          content: true,
          async run({ content, path }) {
            kept.push(await content.bytes(1 << 20))
            for await (const chunk of content.stream()) kept.push(chunk)
            if (path !== '/replaced') return undefined
            const answer = Buffer.from('replaced')
            kept.push(answer)
            return { content: answer }
          },
        },
      },
    })
    const after = plugin('after', {
      priority: -1,
      hooks: {
        beforeWrite: () => {
          for (const bytes of kept) bytes.fill(0)
          return undefined
        },
        afterRead: ({ bytes }) => void bytes?.fill(0),
      },
    })
    const { nx } = await openNexus({ plugins: [keeping, after] })
    const given = Buffer.from('given')
    await nx.write('/given', given)
    await nx.write('/replaced', given)
    await nx.write('/stream', new Blob(['given']).stream())
    expect(given.toString()).toBe('given')
    expect(
      await Promise.all(['/given', '/replaced', '/stream'].map((path) => nx.readText(path))),
    ).toEqual(['given', 'replaced', 'given'])
  })

  test('a before hook that writes the same file does not call itself', async () => {
    const recursive = plugin('recursive', {
      hooks: {
        async beforeWrite({ path }, { nexus }) {
          await nexus.write(path, 'mine')
          return undefined
        },
      },
    })
    const { nx } = await openNexus({ plugins: [recursive] })
    const { version } = await nx.write('/a', 'theirs')
    expect(version).toBe(2)
    expect(await nx.readText('/a')).toBe('theirs')
  })

  test('a hook that changes its request or its context changes nothing', async () => {
    const seen: unknown[] = []
    const changing = plugin('changing', {
      hooks: {
        beforeMkdir(request, context) {
          Object.assign(request, { path: '/other' })
          Object.assign(request.principal, { tenant: 'other', isAdmin: true })
          Object.assign(context, { nexus: undefined })
        },
      },
    })
    const next = plugin('next', {
      hooks: { beforeMkdir: ({ path, principal }) => void seen.push(path, principal.isAdmin) },
    })
    const { nx } = await openNexus({ plugins: [next, { plugin: changing, priority: 1 }] })
    const error = await rejection(nx.mkdir('/d'), 'VETOED')
    expect(error.message).toContain('Cannot')
    expect(seen).toEqual([])
    await good(nx)
  })
})

describe('opening a handle', () => {
  test('fails with PLUGIN_LOAD_FAILED where initialize throws, and shuts down what was started', async () => {
    const calls: string[] = []
    const first = plugin('first', { shutdown: () => void calls.push('first') })
    const bad = plugin('bad', {
      async initialize({ nexus }) {
        await nexus.read('/missing')
      },
    })
    const error = await rejection(openNexus({ plugins: [first, bad] }), 'PLUGIN_LOAD_FAILED')
    expect(error.message).toContain('Plugin "bad" could not be initialized')
    expect(calls).toEqual(['first'])
  })

  test('calls no hook of a plugin before it was initialized', async () => {
    const calls: string[] = []
    const writing = plugin('writing', {
      initialize: async ({ nexus }) => void (await nexus.mkdir('/d')),
    })
    const watching = plugin('watching', {
      initialize: () => void calls.push('initialize'),
      hooks: { afterMkdir: () => void calls.push('afterMkdir') },
    })
    await openNexus({ plugins: [writing, watching] })
    expect(calls).toEqual(['initialize'])
  })
})

test('each call of a hook is logged at debug, with its plugin, hook, path, outcome and time', async () => {
  const lines: object[] = []
  const debug: Logger['debug'] = (fields, message) => {
    if (message === 'hook call') lines.push(fields)
  }
  const logger = { debug, info() {}, warn() {}, error() {} }
  const guard = plugin('guard', {
    hooks: {
      beforeMkdir({ path }) {
        if (path === '/no') throw new Error('no')
      },
      afterMkdir: () => Promise.reject(new Error('late')),
    },
  })
  const { nx } = await openNexus({ plugins: [guard], logger })
  await rejection(nx.mkdir('/no'), 'VETOED')
  await nx.mkdir('/yes')
  const milliseconds = expect.any(Number)
  expect(lines).toEqual([
    { plugin: 'guard', hook: 'beforeMkdir', path: '/no', outcome: 'VETOED', milliseconds },
    { plugin: 'guard', hook: 'beforeMkdir', path: '/yes', outcome: 'ok', milliseconds },
    { plugin: 'guard', hook: 'afterMkdir', path: '/yes', outcome: 'failed', milliseconds },
  ])
})
