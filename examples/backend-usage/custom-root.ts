import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'nexusfs'

/** Objects in a folder of your own, such as one on a larger disk; the database stays where it was. */
export async function inOwnFolder(folder: string): Promise<void> {
  const root = join(folder, 'large-disk')
  const nx = await connect({
    dataDir: join(folder, 'data'),
    backend: { type: 'local', config: { root } },
    inlineMaxBytes: 0,
  })
  await nx.write('/workspace/report.md', '# Report\n')
  await nx.close()
  console.log(`large-disk: ${(await readdir(root)).join(', ')}`)
}
