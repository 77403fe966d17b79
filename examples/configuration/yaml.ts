import { join } from 'node:path'
import { connect } from 'nexusfs'

/** A file, as `nexus init` writes it. Relative folders in it count from the file's own folder. */
export async function fromYaml(project: string): Promise<void> {
  const nx = await connect(join(project, 'config-basic.yaml'))
  await nx.write('/workspace/hello.txt', 'hello from a file')
  console.log(await nx.readText('/workspace/hello.txt'))
  await nx.close()
}
