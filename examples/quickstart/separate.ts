import { isNexusError, type Nexus } from 'nexusfs'
import type { Report } from './report.ts'

/** Two tenants in one store: neither reads, lists nor finds what is the other's. */
export async function separate(writer: Nexus, rival: Nexus, report: Report): Promise<void> {
  await writer.write('/shared/acme/plan.md', 'the secret plan')
  await rival.write('/shared/globex/plan.md', 'another plan')

  report.line(`globex reads acme's plan: ${await codeOf(rival.read('/shared/acme/plan.md'))}`)
  report.line(`acme reads globex's plan: ${await codeOf(writer.read('/shared/globex/plan.md'))}`)

  const seen = await rival.list('/').toArray()
  report.line(`globex lists everything: ${seen.map(({ path }) => path).join(', ')}`)
  const found = await rival.grep('secret').toArray()
  report.line(`globex searches for "secret": ${found.length} matches`)
  if (seen.some(({ path }) => path.includes('acme')) || found.length > 0) {
    throw new Error("globex saw something of acme's")
  }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (isNexusError(error)) return error.code
    throw error
  }
  throw new Error('it was allowed')
}
