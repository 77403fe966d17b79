import contentPolicy from '@nexusfs/plugin-content-policy'
import { type ConnectOptions, connect, isNexusError } from 'nexusfs'
import type { Report } from './report.ts'

/** A key as it could slip into a file; made of parts, so that no scanner takes this one for a leak. */
const KEY = `AKIA${'EXAMPLE2'.repeat(2)}`

/** A plugin vetoes what must not be stored: no bytes, no row, no log line of it stay. */
export async function refuse(tree: ConnectOptions, report: Report): Promise<void> {
  const rules = [
    { name: 'no keys', secrets: true },
    { name: 'small', size: 1_000_000, paths: ['/shared/**'] },
  ]
  const nx = await connect({
    ...tree,
    definitions: [contentPolicy],
    plugins: [{ name: contentPolicy.name, config: { rules } }],
  })
  try {
    const [plugin] = await nx.plugins.list()
    report.line(`${plugin?.name} ${plugin?.version} is asked in ${plugin?.hooks.join(', ')}`)
    await nx.write('/notes/deploy.md', 'Keys come from the vault.')
    report.line('a note about keys: written')
    const notes = `# Deploy\n\naws_access_key_id = ${KEY}\n`
    report.line(`a note with a key: ${await vetoOf(nx.write('/notes/deploy.md', notes))}`)
    const large = new Uint8Array(1_000_001)
    report.line(`a large file: ${await vetoOf(nx.write('/shared/acme/large.bin', large))}`)
    if ((await nx.readText('/notes/deploy.md')) !== 'Keys come from the vault.')
      throw new Error('the key was written')
  } finally {
    await nx.close()
  }
}

async function vetoOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (isNexusError(error, 'VETOED')) return `${error.code}. ${error.message}`
    throw error
  }
  throw new Error('it was allowed')
}
