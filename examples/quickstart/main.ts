/** The main job on real files: import, look, search, edit, undo, separate, refuse, verify. Ends with 1 when a byte differs. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'nexusfs'
import { edit } from './edit.ts'
import { importFolders } from './import-folders.ts'
import { look } from './look.ts'
import { refuse } from './refuse.ts'
import { createReport } from './report.ts'
import { search } from './search.ts'
import { separate } from './separate.ts'
import { OUR_REPOSITORY, realFolders } from './sources.ts'
import { undoRun } from './undo-run.ts'
import { verify } from './verify.ts'

// nexus.yaml says in one line where content lies.
const [config = join(import.meta.dirname, 'nexus.yaml'), repository = OUR_REPOSITORY] =
  process.argv.slice(2)
const report = createReport()
const dataDir = await mkdtemp(join(tmpdir(), 'nexus-demo-'))
const nx = await connect({ config, dataDir })
try {
  const writer = nx.as({ tenantId: 'acme', agentId: 'writer' })
  const rival = nx.as({ tenantId: 'globex', agentId: 'rival' })
  const home = '/workspace/acme/writer'
  const folders = await realFolders(home, repository)

  await report.step('Import real files', () => importFolders(writer, folders, report))
  await report.step('What is there', () => look(writer, home, report))
  await report.step('Search', () => search(writer, home, report))
  await report.step('Edit', () => edit(writer, home, report))
  await report.step('Undo a run', () => undoRun(writer, home, report))
  await report.step('Two tenants', () => separate(writer, rival, report))
  await report.step('A plugin vetoes a write', () => refuse({ config, dataDir }, report))
  const different = await report.step('Read back every file', () => verify(writer, folders, report))

  report.times()
  if (different.length > 0) process.exitCode = 1
} finally {
  await nx.close()
  await rm(dataDir, { recursive: true, force: true })
}
