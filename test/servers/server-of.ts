import { inject } from 'vitest'
import type { ServerName, TestServer } from './test-server.ts'

/** What the set-up of a run has of each server: where it is, or why it is missing. */
export type ServerStates = Readonly<
  Record<ServerName, { readonly server: Omit<TestServer, 'close'> } | { readonly missing: string }>
>

declare module 'vitest' {
  interface ProvidedContext {
    servers: ServerStates
  }
}

/** A server of this run of the tests, or why it is missing; then the suite is to be skipped by its name. */
export type FoundServer =
  | { readonly server: TestServer; readonly missing?: undefined }
  | { readonly server?: undefined; readonly missing: string }

/**
 * The server of that name, which all suites of the vitest project `service` share. Each suite uses a bucket of its own.
 *
 * ```ts
 * const { server, missing } = serverOf('gcs')
 * describe.skipIf(missing)('gcs', () => …)
 * ```
 */
export function serverOf(name: ServerName): FoundServer {
  const state = (inject('servers') as ServerStates | undefined)?.[name]
  if (state === undefined) return { missing: 'only tests of the project `service` have servers' }
  // The set-up closes it, since other suites go on using it.
  if ('server' in state) return { server: { ...state.server, close: () => Promise.resolve() } }
  return state
}
