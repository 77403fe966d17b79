/**
 * Builds the servers of the tests that are written in Go into a cache folder outside of the clone, those that are
 * missing there. A machine without Go is told that their suites will be skipped. Nothing of them is shipped.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folderOf, GO_SERVERS, type GoServer, programOf } from '../test/servers/go-servers.ts'
import { run } from './run.ts'

const missing = Object.values(GO_SERVERS).filter((server) => !existsSync(programOf(server)))
if (missing.length > 0 && !(await run('go', ['version'])).ok) {
  const names = missing.map(({ name }) => name).join(', ')
  console.warn(
    `Go is not installed, so these servers are missing and their tests are skipped: ${names}`,
  )
} else for (const server of missing) await build(server)

/** What is half built never lies at its place, also where two runs build at once. */
async function build(server: GoServer): Promise<void> {
  const folder = folderOf(server)
  mkdirSync(dirname(folder), { recursive: true })
  const temporary = mkdtempSync(`${folder}.`)
  console.log(`Building ${server.name} ${server.version} once, for the tests …`)
  const { ok, output, milliseconds } = await run(
    'env',
    [`GOBIN=${temporary}`, 'go', 'install', `${server.module}@${server.version}`],
    // Outside of any module of the clone.
  )
  if (ok) {
    mkdirSync(folder, { recursive: true })
    renameSync(join(temporary, server.name), programOf(server))
    console.log(`Built ${server.name} in ${(milliseconds / 1000).toFixed(0)} s.`)
  } else {
    console.warn(`Cannot build ${server.name}, so its tests are skipped.\n${output.trimEnd()}`)
  }
  rmSync(temporary, { recursive: true, force: true })
}
