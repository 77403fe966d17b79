import assert from 'node:assert/strict'
import { join } from 'node:path'
import { connect, isNexusError } from 'nexusfs'

/** Keys as arguments: nothing is read but what is missing here. A wrong value names what it should be. */
export async function fromObject(project: string): Promise<void> {
  const nx = await connect({ dataDir: join(project, 'data'), cacheSizeMb: 32 })
  await nx.write('/workspace/hello.txt', 'hello')
  console.log(await nx.readText('/workspace/hello.txt'))
  await nx.close()

  const wrong = await connect({ dataDir: project, cacheSizeMb: -1 }).catch((error) => error)
  assert(isNexusError(wrong, 'CONFIG_INVALID'))
  console.log(wrong.message)
}
