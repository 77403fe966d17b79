import assert from 'node:assert/strict'
import { connect } from 'nexusfs'

/** Custom metadata holds JSON, tags hold text and can be searched; both follow a rename. */
export async function metadata(dataDir: string): Promise<void> {
  const nx = await connect({ dataDir })
  await nx.write('/reports/2026.md', '# Report', { contentType: 'text/markdown' })

  await nx.metadata.set('/reports/2026.md', { author: 'ada', reviewed: false, pages: 3 })
  await nx.metadata.set('/reports/2026.md', 'reviewed', true)
  await nx.tags.set('/reports/2026.md', 'status', 'final')

  await nx.rename('/reports/2026.md', '/archive/report.md')
  assert.deepEqual(await nx.metadata.get('/archive/report.md'), {
    author: 'ada',
    reviewed: true,
    pages: 3,
  })
  const final = await nx.tags.find({ key: 'status', value: 'final' }).toArray()
  console.log(final.map(({ path }) => path))

  const { size, contentType, version, modifiedAt } = await nx.stat('/archive/report.md')
  console.log({ size, contentType, version, modifiedAt: new Date(modifiedAt).toISOString() })
  await nx.close()
}
