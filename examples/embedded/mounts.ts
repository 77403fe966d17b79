import assert from 'node:assert/strict'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import { createMemoryBackend } from '@nexusfs/core'
import { connect } from 'nexusfs'

/** Parts of the tree on backends of their own; the longest prefix wins, and read-only binds everyone. */
export async function mounts(dataDir: string): Promise<void> {
  const disk = createLocalBackend({ root: join(dataDir, 'second-disk') })
  const scratch = createMemoryBackend()
  const nx = await connect({ dataDir: join(dataDir, 'data') })
  await nx.mounts.add({ mountPoint: '/external/disk', backend: disk, description: 'A second disk' })
  await nx.mounts.add({ mountPoint: '/external/disk/scratch', backend: scratch })

  await nx.write('/external/disk/big.bin', new Uint8Array(100_000))
  await nx.write('/external/disk/scratch/x.txt', 'gone when the process ends')
  for (const { mountPoint, backend } of await nx.mounts.list()) {
    console.log(`${mountPoint} on ${backend.type}`)
  }
  const { mountPoint } = await nx.mounts.get('/external/disk/scratch/x.txt')
  assert.equal(mountPoint, '/external/disk/scratch')

  await nx.mounts.add({ mountPoint: '/reference', backend: disk, readonly: true })
  const refused = await nx.write('/reference/new.txt', 'x').catch(({ code }) => code)
  console.log(`write to a read-only mount: ${refused}`)

  await nx.close()
  await disk.close()
  await scratch.close()
}
