import type { TestProject } from 'vitest/node'
import { ownEndpoint } from './own-endpoint.ts'
import type { ServerStates } from './server-of.ts'
import { startServer } from './start-server.ts'
import { SERVER_NAMES, type ServerName, type TestServer } from './test-server.ts'

/** Starts one server of each kind for all suites of a run, and gives how to end them. */
export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  const running: TestServer[] = []
  const closeAll = async () => {
    await Promise.all(running.map((server) => server.close()))
  }
  const states = await Promise.all(SERVER_NAMES.map((name) => stateOf(name, running)))
  const missing = states.flatMap(({ name, missing }) => (missing ? [`${name}: ${missing}`] : []))
  if (missing.length > 0) {
    const text = `Suites are skipped, since servers are missing.\n${missing.join('\n')}`
    if (process.env.CI) {
      await closeAll()
      throw new Error(text)
    }
    project.vitest.logger.warn(text)
  }
  project.provide('servers', tableOf(states))
  return closeAll
}

type NamedState =
  | { readonly name: ServerName; readonly server: TestServer; readonly missing?: undefined }
  | { readonly name: ServerName; readonly server?: undefined; readonly missing: string }

async function stateOf(name: ServerName, running: TestServer[]): Promise<NamedState> {
  try {
    const server = ownEndpoint(name) ?? (await startServer(name))
    running.push(server)
    return { name, server }
  } catch (error) {
    return { name, missing: (error as Error).message }
  }
}

/** Without what cannot be sent to the workers. */
function tableOf(states: readonly NamedState[]): ServerStates {
  const rows = states.map(({ name, server, missing }) => {
    if (server === undefined) return [name, { missing }]
    const { url, accessKey, secretKey, region } = server
    return [name, { server: { url, accessKey, secretKey, region } }]
  })
  return Object.fromEntries(rows) as ServerStates
}
