/** Chooses the file of the backend by `STORAGE`; the file takes its options from the environment. */
import { join } from 'node:path'
import { connect, isNexusError } from 'nexusfs'

const storage = process.env.STORAGE ?? 'local'
const config = join(import.meta.dirname, `${storage}.yaml`)

try {
  const nx = await connect({ config, dataDir: process.env.DATA_DIR ?? './nexus-data' })
  const { version } = await nx.write('/workspace/hello.txt', `hello from ${storage}\n`)
  const { backend } = await nx.mounts.get('/')
  console.log(`version ${version} on ${backend.type} at ${backend.location}`)
  process.stdout.write(await nx.readText('/workspace/hello.txt'))
  await nx.close()
} catch (error) {
  if (!isNexusError(error)) throw error
  // Says which variable is not set, or what the provider objects to and how that is mended.
  console.error(`${error.code}: ${error.message} ${error.hint ?? ''}`)
  process.exitCode = 2
}
