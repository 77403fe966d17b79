import assert from 'node:assert/strict'
import { connect, isNexusError } from 'nexusfs'

/** Write, read, append, edit, search, copy, rename, delete; and what a condition is for. */
export async function files(dataDir: string): Promise<void> {
  const nx = await connect({ dataDir })

  const { etag, version } = await nx.write('/workspace/notes.md', '# Plan\n\n- read the paper\n')
  console.log(`version ${version}, etag ${etag.slice(0, 12)}…`)
  await nx.append('/workspace/notes.md', '- write the summary\n')
  await nx.edit('/workspace/notes.md', [{ old: 'the paper', new: 'both papers' }])
  console.log(await nx.readText('/workspace/notes.md'))

  // The etag is from before the edit, so this write would undo somebody's work. It is refused.
  const lost = await nx.write('/workspace/notes.md', 'mine', { ifMatch: etag }).catch((e) => e)
  assert(isNexusError(lost, 'CONFLICT'))
  console.log(`${lost.code}: ${lost.message}`)

  await nx.writeBatch([
    { path: '/workspace/data/a.json', content: '{"n":1}' },
    { path: '/workspace/data/b.json', content: '{"n":2}' },
  ])
  assert.deepEqual(await nx.readJson('/workspace/data/b.json'), { n: 2 })
  console.log(await nx.glob('/workspace/**/*.json').toArray())
  for await (const { path, line, text } of nx.grep('papers')) console.log(`${path}:${line} ${text}`)

  await nx.copy('/workspace/notes.md', '/workspace/copy.md')
  await nx.rename('/workspace/copy.md', '/workspace/old/notes.md')
  await nx.delete('/workspace/old/notes.md')
  assert.equal(await nx.exists('/workspace/old/notes.md'), false)

  // Everything above is in the log, newest first.
  for await (const { type, path } of nx.operations.list({ limit: 5 }))
    console.log(`${type} ${path}`)
  await nx.close()
}
