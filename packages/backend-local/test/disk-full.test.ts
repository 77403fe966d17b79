import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesSource, onceSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { codeOf, openTestFolder } from './folder.ts'

test('a full disk is NO_SPACE, leaves nothing half-done, and keeps what was there', async (context) => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await mkdir(root)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', root], {
    encoding: 'utf8',
  })
  if (mounted.status !== 0) return context.skip(`a small disk cannot be mounted: ${mounted.stderr}`)
  try {
    const chunk = new Uint8Array(1 << 16)
    const chunks = async function* () {
      for (let count = 0; count < 128; count++) yield chunk
    }
    await bucket.put('old', bytesSource(chunk))
    expect(await codeOf(bucket.put('a/stream', onceSource(chunks())))).toBe('NO_SPACE')
    expect(await codeOf(bucket.put('a/bytes', bytesSource(new Uint8Array(8 << 20))))).toBe(
      'NO_SPACE',
    )
    expect(await codeOf(bucket.put('old', bytesSource(new Uint8Array(8 << 20))))).toBe('NO_SPACE')
    expect(await readdir(join(root, '.nexusfs/tmp'))).toEqual([])
    expect((await bucket.list({ limit: 10 })).objects.map(({ key, size }) => [key, size])).toEqual([
      ['old', 65_536],
    ])
    fillUp(join(root, 'filler'))
    expect(await codeOf(bucket.put('more', bytesSource(chunk)))).toBe('NO_SPACE')
    await bucket.delete('old')
    await bucket.delete('filler')
    await bucket.put('new', bytesSource(chunk))
  } finally {
    await bucket.close()
    spawnSync('umount', ['-l', root])
  }
})

/** Writes a file until nothing more fits. */
function fillUp(file: string): void {
  const fd = openSync(file, 'w')
  try {
    for (;;) writeSync(fd, new Uint8Array(4096))
  } catch {
    // That is what it is for.
  } finally {
    closeSync(fd)
  }
}
