import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  isNexusError,
  type Nexus,
  type NexusOptions,
} from '@nexusfs/core'
import { onTestFinished } from 'vitest'
import contentPolicy from '../src/index.ts'

/** A handle with the policy, closed when the test ends. */
export async function openWith(
  rules: readonly object[],
  options: Partial<NexusOptions> = {},
): Promise<Nexus> {
  const nexus = await createNexus({
    store: createMemoryStore(),
    backend: createMemoryBackend(),
    plugins: [{ plugin: contentPolicy, config: { rules } }],
    ...options,
  })
  onTestFinished(() => nexus.close())
  return nexus
}

/** The message of the veto that a promise is rejected with. */
export async function vetoOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('It was not rejected.'),
    (thrown: unknown) => thrown,
  )
  if (!isNexusError(error, 'VETOED')) throw error
  return error.message
}
