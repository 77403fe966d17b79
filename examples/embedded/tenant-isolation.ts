import assert from 'node:assert/strict'
import { connect } from 'nexusfs'

/** Tenants share one store and see nothing of each other; an administrator sees both. */
export async function tenantIsolation(dataDir: string): Promise<void> {
  const nx = await connect({ dataDir, isAdmin: true })
  const acme = nx.as({ tenantId: 'acme', agentId: 'a1', isAdmin: false })
  const globex = nx.as({ tenantId: 'globex', agentId: 'g1', isAdmin: false })

  await acme.write('/workspace/acme/a1/secret.md', 'acme only')
  await acme.write('/documents/report.md', "acme's")
  await globex.write('/documents/report.md', "globex's")

  // The same path, two tenants, two files.
  assert.equal(await acme.readText('/documents/report.md'), "acme's")
  assert.equal(await globex.readText('/documents/report.md'), "globex's")

  const refused = await globex.read('/workspace/acme/a1/secret.md').catch(({ code }) => code)
  assert.equal(refused, 'ACCESS_DENIED')
  assert.deepEqual(await globex.grep('acme').toArray(), [])
  const seen = await globex.list('/').toArray()
  console.log(
    'globex sees',
    seen.map(({ path }) => path),
  )

  console.log('an administrator reads', await nx.readText('/workspace/acme/a1/secret.md'))
  await nx.close()
}
