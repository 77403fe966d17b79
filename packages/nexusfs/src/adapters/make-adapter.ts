import {
  type Backend,
  type BackendDefinition,
  type FactoryContext,
  isNexusError,
  type MetadataStore,
  NexusError,
  type StoreDefinition,
} from '@nexusfs/core'
import { secretsOf, withoutSecrets } from '../config/mask-secrets.ts'
import { reasonOf } from '../discovery/text-of.ts'

/**
 * Calls the factory of a definition, which is code of its package and may do anything.
 * @throws what it throws of ours, else `PLUGIN_LOAD_FAILED` with the cause, which may quote its options as the message does
 * not; `PLUGIN_CONTRACT` when it makes nothing.
 */
export function makeAdapter(
  definition: BackendDefinition | StoreDefinition,
  options: unknown,
  context: FactoryContext,
): Backend | MetadataStore {
  const { kind, type } = definition
  let made: unknown
  try {
    made = definition.create(options, context)
  } catch (error) {
    if (isNexusError(error)) throw error
    const reason = withoutSecrets(reasonOf(error), secretsOf({ config: { options } }))
    throw new NexusError('PLUGIN_LOAD_FAILED', `The ${kind} "${type}" was not made: ${reason}.`, {
      cause: error,
      hint: 'Correct its configuration, or tell the author of its package.',
    })
  }
  if (typeof made === 'object' && made !== null && !('then' in made))
    return made as Backend | MetadataStore
  throw new NexusError('PLUGIN_CONTRACT', `The ${kind} "${type}" was not made by its create().`, {
    hint: 'create() must return it at once, and not a promise; tell the author of its package.',
  })
}
