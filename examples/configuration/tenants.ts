import assert from 'node:assert/strict'
import { join } from 'node:path'
import { connect } from 'nexusfs'

/** One configuration, one engine, many callers: `as` makes a handle for each. */
export async function fromTenants(project: string): Promise<void> {
  const nx = await connect(join(project, 'config-multi-tenant.yaml'))
  const writer = nx.as({ agentId: 'writer' })
  const reviewer = nx.as({ agentId: 'reviewer' })

  await writer.write('/workspace/acme/writer/draft.md', 'a draft')
  await writer.write('/shared/acme/plan.md', 'the plan')
  console.log('the reviewer reads', await reviewer.readText('/shared/acme/plan.md'))
  const refused = await reviewer.read('/workspace/acme/writer/draft.md').catch(({ code }) => code)
  assert.equal(refused, 'ACCESS_DENIED')
  console.log(`the writer's own folder: ${refused}`)
  await nx.close()
}
