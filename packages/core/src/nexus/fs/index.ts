import { NexusError } from '../../errors/index.ts'
import type { Nexus, NexusFs } from '../types.ts'

/** Replaced by the facade as soon as it is there. */
export function createFs(_nexus: Nexus): NexusFs {
  throw new NexusError('NOT_SUPPORTED', 'The fs facade is being written.')
}
