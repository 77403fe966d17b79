import assert from 'node:assert/strict'
import { connect } from 'nexusfs'

/** The first segment of a path has rules; own namespaces can be added to the five built-in ones. */
export async function namespaces(dataDir: string): Promise<void> {
  const nx = await connect({
    dataDir,
    tenantId: 'acme',
    agentId: 'writer',
    namespaces: [{ name: 'catalog', readonly: true, requiresTenant: false }],
  })
  await nx.write('/workspace/acme/writer/draft.md', 'mine alone')
  await nx.write('/shared/acme/plan.md', 'for everyone in acme')
  await nx.write('/external/feed.json', '{}')

  const refusals = {
    '/workspace/acme/reviewer/draft.md': 'ACCESS_DENIED',
    '/shared/globex/plan.md': 'ACCESS_DENIED',
    '/archives/acme/2020.md': 'READ_ONLY',
    '/catalog/item.json': 'READ_ONLY',
    '/system/settings.json': 'ACCESS_DENIED',
  }
  for (const [path, expected] of Object.entries(refusals)) {
    const code = await nx.write(path, 'x').catch((error) => error.code)
    console.log(`${path}: ${code}`)
    assert.equal(code, expected)
  }
  await nx.close()

  // Without a tenant the same names are ordinary directories.
  const plain = await connect({ dataDir })
  await plain.write('/workspace/file.txt', 'no rule applies')
  await plain.close()
}
