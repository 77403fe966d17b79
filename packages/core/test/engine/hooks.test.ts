import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hooks } from '@nexusfs/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  chunksOf,
  keysOf,
  openNexus,
  operationCount,
  outcomes,
  pattern,
  rejection,
} from './world.ts'

/** Hooks that note what they are told. */
function noting(): { readonly hooks: Hooks; readonly told: string[] } {
  const told: string[] = []
  const note =
    (name: string) => (request: { path: string; operation: string; target?: string }) => {
      told.push(
        `${name} ${request.operation} ${request.path}${request.target ? ` ${request.target}` : ''}`,
      )
      return undefined
    }
  const hooks: Record<string, unknown> = {}
  for (const name of ['Write', 'Read', 'Delete', 'Mkdir', 'Copy', 'Rename'])
    for (const when of ['before', 'after']) hooks[`${when}${name}`] = note(`${when}${name}`)
  return { hooks: hooks as Hooks, told }
}

describe('hooks', () => {
  test('are told of each call, per item, before and after', async () => {
    const { hooks, told } = noting()
    const { nx } = await openNexus({ hooks })
    const expectTold = (...lines: string[]) => expect(told.splice(0)).toEqual(lines)
    await nx.write('/a', 'a')
    expectTold('beforeWrite write /a', 'afterWrite write /a')
    await nx.writeBatch([
      { path: '/b', content: 'b' },
      { path: '/c', content: 'c' },
    ])
    expectTold(
      'beforeWrite write /b',
      'beforeWrite write /c',
      'afterWrite write /b',
      'afterWrite write /c',
    )
    await nx.append('/a', 'b')
    expectTold('beforeWrite append /a', 'afterWrite append /a')
    await nx.edit('/a', [{ old: 'a', new: 'x' }])
    expectTold('beforeWrite edit /a', 'afterWrite edit /a')
    await nx.read('/a')
    expectTold('beforeRead read /a', 'afterRead read /a')
    await new Response(nx.readStream('/a')).text()
    expectTold('beforeRead read /a', 'afterRead read /a')
    await nx.copy('/a', '/d/a')
    expectTold('beforeCopy copy /a /d/a', 'afterCopy copy /a /d/a')
    await nx.rename('/a', '/e')
    expectTold('beforeRename rename /a /e', 'afterRename rename /a /e')
    await nx.mkdir('/m')
    expectTold('beforeMkdir mkdir /m', 'afterMkdir mkdir /m')
    await nx.delete('/e')
    expectTold('beforeDelete delete /e', 'afterDelete delete /e')
    await nx.rmdir('/d', { recursive: true })
    expectTold('beforeDelete rmdir /d', 'afterDelete rmdir /d')
    await nx.stat('/b')
    await nx.list('/').toArray()
    expectTold()
  })

  test('see only what access let pass', async () => {
    const { hooks, told } = noting()
    const { nx } = await openNexus({ hooks, tenantId: 'acme' })
    await outcomes([
      nx.write('/shared/other/a', ''),
      nx.read('/system/x'),
      nx.write('/archives/acme/x', ''),
    ])
    expect(told).toEqual([])
  })

  test('that veto leave nothing, also of the rest of a batch', async () => {
    const veto = () => {
      throw new Error('no')
    }
    const hooks = Object.fromEntries(
      ['Delete', 'Mkdir', 'Copy', 'Rename', 'Read'].map((name) => [`before${name}`, veto]),
    ) as Hooks
    const { nx, backend } = await openNexus({
      hooks: { ...hooks, beforeWrite: ({ path }) => (path.endsWith('/no') ? veto() : undefined) },
    })
    await nx.write('/a', 'a')
    const codes = await outcomes([
      nx.write('/no', pattern(100_000)),
      nx.write('/no', chunksOf(pattern(100_000))),
      nx.writeBatch([
        { path: '/b', content: pattern(100_000) },
        { path: '/no', content: '' },
      ]),
      nx.append('/no', ''),
      nx.delete('/a'),
      nx.mkdir('/d'),
      nx.rmdir('/d'),
      nx.copy('/a', '/b'),
      nx.rename('/a', '/b'),
      nx.read('/a'),
    ])
    expect(new Set(codes)).toEqual(new Set(['VETOED']))
    await rejection(new Response(nx.readStream('/a')).text(), 'VETOED')
    expect(await operationCount(nx)).toBe(1)
    expect(await keysOf(backend)).toEqual([])
  })

  test('replace content and add attributes, in batches, appends and streams too', async () => {
    const { nx } = await openNexus({
      hooks: {
        beforeWrite: {
          content: true,
          run: async ({ content }) => ({
            content: Buffer.from(
              Buffer.from(await content.bytes(1 << 20))
                .toString()
                .toUpperCase(),
            ),
            attributes: { tags: { seen: 'yes' } },
          }),
        },
      },
    })
    await nx.write('/a', 'abc', { metadata: { m: 1 } })
    await nx.append('/a', 'def')
    await nx.writeBatch([{ path: '/b', content: chunksOf(Buffer.from('batch'), 2) }])
    await nx.write('/c', chunksOf(Buffer.from('stream'), 2))
    await nx.edit('/c', [{ old: 'STREAM', new: 'edited' }])
    expect(await Promise.all(['/a', '/b', '/c'].map((path) => nx.readText(path)))).toEqual([
      'ABCDEF',
      'BATCH',
      'EDITED',
    ])
    expect(await nx.tags.list('/a')).toEqual({ seen: 'yes' })
    expect(await nx.metadata.get('/a')).toEqual({ m: 1 })
  })

  test('read a long stream from a temporary file, which goes with the write, the veto or the batch', async () => {
    const tmpDir = await mkdtemp(join(tmpdir(), 'nexus-hooks-'))
    onTestFinished(() => rm(tmpDir, { recursive: true, force: true }))
    const seen: unknown[] = []
    const { nx } = await openNexus({
      tmpDir,
      hooks: {
        beforeWrite: {
          content: true,
          async run({ path, content }) {
            let size = 0
            for await (const chunk of content.stream()) size += chunk.byteLength
            seen.push([path, content.size, size, (await readdir(tmpDir)).length])
            if (path === '/no') throw new Error('no')
            return undefined
          },
        },
      },
    })
    const size = 9 << 20
    const long = () => chunksOf(pattern(size))
    await nx.write('/a', long())
    expect(await nx.read('/a')).toEqual(pattern(size))
    await rejection(nx.write('/no', long()), 'VETOED')
    const batch = ['/b', '/no'].map((path) => ({ path, content: long() }))
    await rejection(nx.writeBatch(batch), 'VETOED')
    await expect(nx.write('/c', chunksOf(pattern(size), 1 << 16, 140))).rejects.toThrow('broke')
    expect(seen).toEqual([
      ['/a', size, size, 1],
      ['/no', size, size, 1],
      ['/b', size, size, 1],
      ['/no', size, size, 2],
    ])
    expect(await readdir(tmpDir)).toEqual([])
    expect(await nx.exists('/b')).toBe(false)
  })

  test('afterwards may fail without undoing anything, and are reported', async () => {
    const reported: string[] = []
    const { nx } = await openNexus({
      hooks: {
        afterWrite: () => {
          throw new Error('late')
        },
      },
      onHookError: (error, hook) => reported.push(`${hook} ${(error as Error).message}`),
    })
    await nx.write('/a', 'a')
    expect(await nx.readText('/a')).toBe('a')
    expect(reported).toEqual(['afterWrite late'])
  })

  test('may use the handle, also on the file at hand', async () => {
    const late: { use?: () => Promise<void> } = {}
    const { nx } = await openNexus({
      hooks: {
        afterWrite: async () => void (await late.use?.()),
        beforeWrite: async () => void (await late.use?.()),
      },
    })
    late.use = async () => void (await nx.append('/log', '.'))
    await nx.write('/a', 'a')
    await nx.append('/log', '!')
    await nx
      .edit('/log', [{ old: '!', new: '?' }])
      .catch((error) => expect(error.code).toBe('BUSY'))
    expect(await nx.readText('/log')).toContain('..')
  })
})
