import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesSource } from '@nexusfs/core/kit'
import { describe, expect, test } from 'vitest'
import { openTestFolder, programArguments, type TestFolder } from './folder.ts'

const hasStrace = canTrace()

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    // Not installed, or not allowed here.
    return false
  }
}

/** The steps that count for durability, in order, with paths relative to the root. */
async function traced({ folder, root }: TestFolder, call: string, size: number): Promise<string[]> {
  const log = join(folder, 'trace')
  const watched = 'trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,mkdir'
  const options = ['-f', '-y', '-e', watched, '-s', '300', '-o', log]
  const program = [
    process.execPath,
    ...programArguments('put.fixture.ts', root, call, String(size)),
  ]
  expect(execFileSync('strace', [...options, ...program]).toString()).toBe('ok')
  return (await readFile(log, 'utf8')).split('\n').flatMap((line) => stepOf(line, folder))
}

function stepOf(line: string, folder: string): string[] {
  if (!line.includes(folder) && !line.includes('/proc/self/fd')) return []
  const [, name, rest = ''] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? []
  if (name === undefined || / = -1 /.test(rest) || rest.includes('/locks')) return []
  if (name.endsWith('sync'))
    return [
      `sync ${/<(.*?)>/.exec(rest)?.[1]?.replace(folder, '')}`.replace(
        /tmp\/[0-9a-f-]{36}/,
        'tmp/*',
      ),
    ]
  const target = [...rest.matchAll(/"\/proc\/self\/fd\/\d+\/(.*?)"/g)].map(([, file]) =>
    file?.replace(/^[0-9a-f-]{36}$/, '*'),
  )
  return target.length === 0 ? [] : [`${name} ${target.join(' ')}`]
}

describe.runIf(hasStrace)('the order of system calls', () => {
  for (const [call, size] of [
    ['put', 1000],
    ['stream', 3 << 20],
  ] as const) {
    test(`${call}: file synced, placed, folder and each new folder's parent synced before it resolves`, async () => {
      await using opened = await openTestFolder()
      const steps = await traced(opened, call, size)
      const at = (step: string) => {
        expect(steps).toContain(step)
        return steps.indexOf(step)
      }
      const placed = at('link * object')
      expect(at('sync /root/.nexusfs/tmp/*')).toBeLessThan(placed)
      expect(at('sync ')).toBeLessThan(placed)
      for (const made of ['mkdir new', 'mkdir deep']) expect(at(made)).toBeLessThan(placed)
      expect(steps.indexOf('sync /root', at('mkdir new'))).toBeGreaterThan(0)
      expect(steps.indexOf('sync /root/new', at('mkdir deep'))).toBeGreaterThan(0)
      expect(steps.indexOf('sync /root/new/deep', placed)).toBeGreaterThan(placed)
    })
  }

  test('an overwrite is a rename of a synced file, then a sync of its folder', async () => {
    await using opened = await openTestFolder()
    await opened.bucket.put('new/deep/object', bytesSource(new Uint8Array(10)))
    const steps = await traced(opened, 'put', 1000)
    const placed = steps.indexOf('rename * object')
    expect(steps.indexOf('sync /root/.nexusfs/tmp/*')).toBeLessThan(placed)
    expect(steps.indexOf('sync /root/new/deep', placed)).toBeGreaterThan(placed)
  })

  test('rename syncs both folders after it, delete its own', async () => {
    await using opened = await openTestFolder()
    await opened.bucket.put('from/object', bytesSource(new Uint8Array(10)))
    const steps = await traced(opened, 'rename', 0)
    const moved = steps.indexOf('rename object object')
    expect(steps.indexOf('sync /root/to', moved)).toBeGreaterThan(moved)
    expect(steps.indexOf('sync /root/from', moved)).toBeGreaterThan(moved)
    await opened.bucket.put('from/object', bytesSource(new Uint8Array(10)))
    const deletion = await traced(opened, 'delete', 0)
    const removed = deletion.indexOf('unlink object')
    expect(deletion.indexOf('sync /root/from', removed)).toBeGreaterThan(removed)
  })
})

describe('a disk that is full', () => {
  for (const call of ['put', 'stream']) {
    test(`${call} past the file size limit is refused with its code and leaves nothing`, async () => {
      await using opened = await openTestFolder()
      const { root } = opened
      await opened.bucket.put('old', bytesSource(new Uint8Array(10)))
      const program = [
        process.execPath,
        ...programArguments('put.fixture.ts', root, call, String(8 << 20)),
      ]
      const limited = ['-c', 'trap "" XFSZ; ulimit -f 2048; exec "$@"', 'sh', ...program]
      expect(execFileSync('sh', limited).toString()).toBe('TOO_LARGE')
      expect(await readdir(join(root, '.nexusfs/tmp'))).toEqual([])
      expect((await opened.bucket.list({ limit: 10 })).objects.map(({ key }) => key)).toEqual([
        'old',
      ])
    })
  }
})
