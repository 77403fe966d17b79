import assert from 'node:assert/strict'
import { connect } from 'nexusfs'

/** Parents are made by writing; a rename of a directory is one step, whatever its size. */
export async function directories(dataDir: string): Promise<void> {
  const nx = await connect({ dataDir })
  await nx.mkdir('/projects/empty', { parents: true })
  for (const month of ['01', '02', '03']) await nx.write(`/projects/log/${month}.txt`, month)

  const children = await nx.list('/projects', { recursive: false }).toArray()
  console.log(children.map(({ name, type }) => `${type} ${name}`))
  for await (const { depth, name } of nx.tree('/projects'))
    console.log(`${'  '.repeat(depth)}${name}`)

  await nx.rename('/projects/log', '/projects/journal')
  assert.equal(await nx.readText('/projects/journal/02.txt'), '02')

  const full = await nx.rmdir('/projects').catch(({ code }) => code)
  console.log(`rmdir of a full directory: ${full}`)
  await nx.rmdir('/projects', { recursive: true })
  assert.equal(await nx.exists('/projects'), false)
  await nx.close()
}
