import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  definePlugin,
  type Hooks,
  type PluginContext,
  type PluginDefinition,
} from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import { type PluginTarget, pluginContract, runCommand } from '../src/index.ts'
import { samplePlugin } from './sample-plugin.ts'

pluginContract({ describe, test }, { plugin: samplePlugin })

pluginContract(
  { describe, test },
  {
    plugin: { ...samplePlugin, name: 'refusing' },
    create: async () => ({ config: { refuse: '' } }),
    refuses: { 'a number': { refuse: 1 }, 'another member': { refused: 'x' } },
    secrets: ['hunter2'],
  },
)

interface Outcome {
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
}

/** Runs the contract without a test runner. */
async function outcomeOf(target: PluginTarget): Promise<Outcome> {
  const failed: string[] = []
  const skipped: string[] = []
  const cases: (() => Promise<void>)[] = []
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (name: string, body: (context: { skip(): void }) => Promise<void>) => {
      cases.push(async () => {
        await body({ skip: () => void skipped.push(name) }).catch(() => failed.push(name))
      })
    },
  }
  pluginContract(runner, target)
  for (const run of cases) await run()
  return { failed, skipped }
}

const altered = (members: Partial<PluginDefinition>): PluginTarget => ({
  plugin: definePlugin({ ...samplePlugin, ...members }),
})
const withHooks = (hooks: Hooks<PluginContext>): PluginTarget => altered({ hooks })

const BROKEN: readonly (readonly [what: string, target: PluginTarget, fails: RegExp])[] = [
  ['a name that is a path', altered({ name: '../x' }), /its name can be written/],
  ['no version', altered({ version: 'new' }), /its name can be written/],
  ['no description', altered({ description: '' }), /its name can be written/],
  ['an unknown hook', withHooks({ onWrite() {} } as object), /its hooks are known/],
  ['a hook that is text', withHooks({ beforeRead: 'x' } as object), /its hooks are known/],
  [
    'a deadline that is none',
    withHooks({ beforeRead: { run() {}, deadlineMs: -1 } }),
    /its hooks are known/,
  ],
  [
    'a command without summary',
    altered({ commands: { go: { summary: '', run() {} } } }),
    /its commands have/,
  ],
  [
    'a command with a name of two words',
    altered({ commands: { 'go on': { summary: 'Go on', run() {} } } }),
    /its commands have/,
  ],
  [
    'options that cannot be read',
    altered({
      commands: {
        go: { summary: 'Go', options: [{ flags: '--Loud=x', description: 'x' }], run() {} },
      },
    }),
    /its commands have/,
  ],
  [
    'a required argument after an optional one',
    altered({
      commands: {
        go: {
          summary: 'Go',
          arguments: ['[A]', 'B'].map((name) => ({ name, description: 'x' })),
          run() {},
        },
      },
    }),
    /its commands have/,
  ],
  [
    'an action without description',
    altered({ actions: { go: { description: '', run: async () => null } } }),
    /its actions have/,
  ],
  [
    'a schema without JSON Schema',
    altered({
      configSchema: { '~standard': { version: 1, vendor: 'x', validate: () => ({ value: {} }) } },
    }),
    /its schema gives JSON Schema/,
  ],
  [
    'a schema that throws',
    altered({
      configSchema: {
        '~standard': {
          version: 1,
          vendor: 'x',
          validate(value) {
            return { value: JSON.parse(JSON.stringify(value)).a }
          },
        },
      },
    }),
    /never throws/,
  ],
  [
    'a schema that takes any member',
    altered({
      configSchema: { '~standard': { version: 1, vendor: 'x', validate: () => ({ value: {} }) } },
    }),
    /names a member/,
  ],
  [
    'a failing initialize',
    altered({
      initialize() {
        throw new Error('no')
      },
    }),
    /starts with a handle/,
  ],
  [
    'a failing shutdown',
    altered({
      shutdown() {
        throw new Error('no')
      },
    }),
    /stops with the handle/,
  ],
  ['one life only', altered({ initialize: onlyOnce() }), /starts again/],
  [
    'a veto without a reason',
    withHooks({
      beforeWrite() {
        throw new Error('')
      },
    }),
    /write is done/,
  ],
  [
    'an answer of a wrong kind',
    withHooks({ beforeWrite: () => ({ content: 'text' }) as object }),
    /write is done/,
  ],
  [
    'an after hook that fails on some names',
    withHooks({
      afterWrite({ path }) {
        decodeURIComponent(path)
        new RegExp(path)
      },
    }),
    /names of every kind/,
  ],
  [
    'an after hook that fails',
    withHooks({
      afterRead() {
        throw new Error('no')
      },
    }),
    /read is done/,
  ],
  [
    'a hook that does not answer',
    withHooks({ beforeRead: { deadlineMs: 5, run: () => new Promise(() => {}) } }),
    /read is done/,
  ],
]

function onlyOnce(): () => void {
  let begun = false
  return () => {
    if (begun) throw new Error('once only')
    begun = true
  }
}

describe('the plugin contract finds', () => {
  test.each(BROKEN)('%s', async (_, target, fails) => {
    expect((await outcomeOf(target)).failed.filter((name) => fails.test(name))).not.toEqual([])
  })

  test('a configuration that must be refused and is not', async () => {
    const target = { plugin: samplePlugin, refuses: { 'a long ending': { refuse: '.verylong' } } }
    expect((await outcomeOf(target)).failed).toEqual([
      'its schema refuses what it must',
      'a configuration that is refused keeps the handle from opening',
    ])
  })

  test('secrets in vetoes and in the log', async () => {
    const talking = withHooks({
      beforeWrite(_, { logger }) {
        logger.info({ password: 'hunter2' }, 'asked')
        return undefined
      },
    })
    expect((await outcomeOf({ ...talking, secrets: ['hunter2'] })).failed).toEqual([
      'log lines and vetoes show no secret',
    ])
  })
})

test('an exception is skipped with its reason, and so is what a plugin does not have', async () => {
  const { failed, skipped } = await outcomeOf({
    plugin: definePlugin({ name: 'plain', version: '1.0.0', description: 'Nothing' }),
    except: { 'it starts again after it was stopped': 'it has one life' },
  })
  expect(failed).toEqual([])
  expect(skipped).toEqual([
    'its schema gives JSON Schema',
    'its schema names a member that it does not know',
    'its schema refuses what it must',
    'a configuration that is refused keeps the handle from opening',
    'it starts again after it was stopped',
  ])
})

describe('runCommand', () => {
  const command = samplePlugin.commands?.count
  const run = async (words: readonly string[], answer?: boolean) => {
    if (command === undefined) throw new Error('no command')
    const nexus = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
    for (const name of ['a', 'b', 'c']) await nexus.write(`/docs/${name}`, name)
    try {
      return await runCommand(command, words, { config: { refuse: '' }, nexus, answer })
    } finally {
      await nexus.close()
    }
  }

  test('gives what was printed, asked and returned', async () => {
    expect(
      await run(['/docs', '-n', '2', '--tag', 'x', '--tag', 'y', '--since', '2026-01-01']),
    ).toEqual({
      exitCode: 0,
      printed: [
        { value: { files: 2, since: Date.parse('2026-01-01'), tags: ['x', 'y'] }, text: '2 files' },
      ],
      asked: ['Count all?'],
    })
    expect(await run(['--quick'])).toMatchObject({ asked: [], printed: [{ text: '3 files' }] })
    expect(await run([], false)).toEqual({ exitCode: 130, printed: [], asked: ['Count all?'] })
  })

  test.each([[['a', 'b']], [['--loud']], [['--limit', 'many']], [['--since', 'soon']], [['-n']]])(
    'refuses %j as INVALID_ARGUMENT',
    async (words) => {
      await expect(run(words)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    },
  )
})
