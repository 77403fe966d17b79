import { describe, expect, test } from 'vitest'
import { NexusError } from '../errors/index.ts'
import { bytesSource } from '../kit/source.ts'
import { definePlugin } from '../plugins/index.ts'
import type { Hooks, Logger, Source } from '../spec/index.ts'
import { createHookRunner, type HookRunner } from './hook-runner.ts'
import { manualClock } from './manual-clock.fixture.ts'

const request = { path: '/a.txt', principal: { tenant: 'acme' }, operation: 'write' }
const outcome = { ...request, operationId: 'o', etag: 'e', size: 1, version: 1 }
const source = bytesSource(Buffer.from('hello'))

function plugin(name: string, hooks: Hooks, priority?: number) {
  return definePlugin({ name, version: '1.0.0', description: name, hooks, priority })
}

function write(runner: HookRunner, given: Source = source) {
  return runner.beforeWrite({ ...request, source: given })
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

describe('order', () => {
  test('hooks run by priority, then in order of registration, one after the other', async () => {
    const calls: string[] = []
    const note = (name: string) => async () => {
      calls.push(`${name} begins`)
      await Promise.resolve()
      calls.push(`${name} ends`)
    }
    const runner = createHookRunner({
      plugins: [
        plugin('first', { beforeDelete: note('first') }),
        plugin('second', { beforeDelete: note('second') }),
        plugin('urgent', { beforeDelete: note('urgent') }, 10),
        plugin('late', { beforeDelete: { run: note('late'), priority: -1 } }, 99),
      ],
      hooks: { beforeDelete: note('own') },
    })
    await runner.before('beforeDelete', request)
    expect(
      calls.filter((call) => call.endsWith('begins')).map((call) => call.split(' ')[0]),
    ).toEqual(['urgent', 'first', 'second', 'own', 'late'])
    expect(calls[1]).toBe('urgent ends')
  })

  test('has tells which hooks exist, and nothing runs where there is none', async () => {
    const runner = createHookRunner({ plugins: [plugin('p', { afterRead() {} })] })
    expect(runner.has('afterRead')).toBe(true)
    expect(runner.has('beforeWrite')).toBe(false)
    expect(createHookRunner().has('afterRead')).toBe(false)
    expect((await write(runner)).source).toBe(source)
  })

  test('wantsContent is true only where a beforeWrite hook declares it', () => {
    const run = () => undefined
    expect(createHookRunner({ hooks: { beforeWrite: run } }).wantsContent).toBe(false)
    expect(createHookRunner({ hooks: { beforeWrite: { run, content: true } } }).wantsContent).toBe(
      true,
    )
  })
})

describe('veto', () => {
  test('a hook that throws vetoes, and names itself and its reason', async () => {
    const reason = new NexusError('QUOTA_EXCEEDED', 'too many files')
    const runner = createHookRunner({
      plugins: [
        plugin('guard', {
          beforeWrite() {
            throw reason
          },
        }),
        plugin('never', { beforeWrite: () => expect.unreachable() }),
      ],
    })
    await expect(write(runner)).rejects.toMatchObject({
      code: 'VETOED',
      message: 'Cannot write /a.txt: plugin "guard" refused it in beforeWrite: too many files',
      cause: reason,
    })
  })

  test('a hook that hangs is TIMEOUT after its deadline', async () => {
    const clock = manualClock()
    const hang = () => new Promise<never>(() => {})
    const runner = createHookRunner({ plugins: [plugin('slow', { beforeDelete: hang })], clock })
    const call = runner.before('beforeDelete', request)
    clock.advance(4_999)
    clock.advance(1)
    await expect(call).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining(
        '"slow" did not answer beforeDelete for /a.txt within 5000 ms',
      ),
    })
  })

  test("waiting for the content is not the hook's own time", async () => {
    const clock = manualClock()
    const slow: Source = {
      rewindable: true,
      async *open() {
        clock.advance(60_000)
        yield Buffer.from('late')
      },
    }
    const run = async ({ content }: { content: { bytes(n: number): Promise<Uint8Array> } }) => {
      clock.advance(3_000)
      await content.bytes(10)
      clock.advance(1_000)
      return undefined
    }
    const options = { hooks: { beforeWrite: { run, content: true } }, clock }
    expect((await write(createHookRunner(options), slow)).source).toBe(slow)
    const tight = { hooks: { beforeWrite: { run, deadlineMs: 4_000 } }, clock }
    await expect(write(createHookRunner(tight), slow)).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('a signal ends the wait for a hook with ABORTED', async () => {
    const runner = createHookRunner({ hooks: { beforeMkdir: () => new Promise(() => {}) } })
    const controller = new AbortController()
    const call = runner.before('beforeMkdir', request, controller.signal)
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' })
    await expect(runner.before('beforeMkdir', request, controller.signal)).rejects.toMatchObject({
      code: 'ABORTED',
    })
  })
})

describe('after', () => {
  test('a failure is reported and does not stop the next hook', async () => {
    const failed: unknown[] = []
    const lines: unknown[] = []
    const told: string[] = []
    const runner = createHookRunner({
      plugins: [
        plugin('broken', {
          afterWrite() {
            throw new Error('no disk')
          },
        }),
        plugin('next', { afterWrite: ({ etag }) => void told.push(etag) }),
      ],
      onHookError(error, hook, name) {
        failed.push([(error as Error).message, hook, name])
        throw new Error('also broken')
      },
      logger: { ...silent, error: (_, message) => void lines.push(message) },
    })
    await runner.after('afterWrite', outcome)
    expect(told).toEqual(['e'])
    expect(failed).toEqual([['no disk', 'afterWrite', 'broken']])
    expect(lines).toEqual([
      'Plugin "broken" failed in afterWrite.',
      'The onHookError callback threw.',
    ])
  })

  test('afterRead gets its own copy of the bytes', async () => {
    const runner = createHookRunner({ hooks: { afterRead: ({ bytes }) => void bytes?.fill(0) } })
    const bytes = Buffer.from('hello')
    await runner.after('afterRead', { ...outcome, bytes })
    expect(bytes.toString()).toBe('hello')
  })
})

describe('recursion', () => {
  test('a plugin does not see the calls that its own hooks make, others do', async () => {
    const calls: string[] = []
    const runner: HookRunner = createHookRunner({
      plugins: [
        plugin('writer', {
          async afterWrite() {
            calls.push('writer')
            await runner.after('afterWrite', outcome)
          },
        }),
        plugin('echo', {
          async afterWrite() {
            calls.push('echo')
            await runner.after('afterWrite', outcome)
          },
        }),
      ],
    })
    await runner.after('afterWrite', outcome)
    expect(calls).toEqual(['writer', 'echo', 'echo', 'writer'])
    await runner.after('afterWrite', outcome)
    expect(calls).toHaveLength(8)
  })
})
