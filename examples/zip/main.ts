/** Reads and writes through a backend by somebody else, which only `nexus.yaml` and `package.json` name. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, findPackages } from 'nexusfs'

const config = join(import.meta.dirname, 'nexus.yaml')
const folder = await mkdtemp(join(tmpdir(), 'nexus-zip-example-'))
process.env.FOLDER = folder

const installed = await findPackages({ config })
const { title, version, tier } = installed.select('backend', 'zip')
console.log(`found: ${title}, nexusfs-backend-zip ${version} (${tier})`)

const first = await connect(config)
await first.write('/external/archive/report.md', '# Report\n\nAll is well.\n')
await first.write('/external/archive/copy.md', '# Report\n\nAll is well.\n')
await first.close()

const second = await connect(config)
console.log(await second.readText('/external/archive/report.md'))
const problems = await second.content.fsck()
assert.deepEqual(problems.problems, [])
await second.close()

const archive = await readFile(join(folder, 'archive.zip'))
assert.equal(archive.subarray(0, 2).toString(), 'PK')
console.log(`archive.zip: ${archive.byteLength} bytes, for every zip tool`)
await rm(folder, { recursive: true })
