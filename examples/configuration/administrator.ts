import assert from 'node:assert/strict'
import { join } from 'node:path'
import { connect } from 'nexusfs'

/** An administrator crosses tenants by naming them in the path, and is still bound by read-only. */
export async function fromAdministrator(project: string): Promise<void> {
  const nx = await connect({ dataDir: join(project, 'data'), isAdmin: true })
  const acme = nx.as({ tenantId: 'acme', agentId: 'writer', isAdmin: false })
  await acme.write('/shared/acme/plan.md', 'the plan of acme')

  console.log(await nx.readText('/shared/acme/plan.md'))
  const refused = await nx.write('/system/settings.json', '{}').catch(({ code }) => code)
  assert.equal(refused, 'READ_ONLY')
  console.log(`writing to /system: ${refused}`)
  const escalated = await acme
    .as({})
    .read('/shared/globex/x')
    .catch(({ code }) => code)
  console.log(`a narrower handle stays narrow: ${escalated}`)
  await nx.close()
}
