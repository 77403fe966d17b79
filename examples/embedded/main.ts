/** Runs the eight parts, each on a data folder of its own. `node main.ts mounts` runs one of them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentByHash } from './content-by-hash.ts'
import { directories } from './directories.ts'
import { files } from './files.ts'
import { metadata } from './metadata.ts'
import { mounts } from './mounts.ts'
import { namespaces } from './namespaces.ts'
import { persistence } from './persistence.ts'
import { tenantIsolation } from './tenant-isolation.ts'

const parts = {
  files,
  metadata,
  persistence,
  directories,
  mounts,
  namespaces,
  'tenant-isolation': tenantIsolation,
  'content-by-hash': contentByHash,
}

const wanted = process.argv[2]
for (const [name, run] of Object.entries(parts)) {
  if (wanted !== undefined && wanted !== name) continue
  console.log(`\n== ${name}`)
  const dataDir = await mkdtemp(join(tmpdir(), 'nexus-embedded-'))
  await run(dataDir)
  await rm(dataDir, { recursive: true, force: true })
}
