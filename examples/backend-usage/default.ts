import { connect } from 'nexusfs'

/** Without a word about backends: SQLite and a folder of objects, both in the data folder. */
export async function byDefault(folder: string): Promise<void> {
  const nx = await connect({ dataDir: folder })
  await nx.write('/workspace/report.md', '# Report\n')
  const { backend } = await nx.mounts.get('/workspace/report.md')
  console.log(`${backend.type} at ${backend.location}`)
  await nx.close()
}
